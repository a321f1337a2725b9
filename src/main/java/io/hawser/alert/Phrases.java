package io.hawser.alert;

import io.hawser.domain.Severity;
import java.util.EnumMap;
import java.util.Map;

/** The hub's own words in messages, by language. */
record Phrases(
        String prefix,
        Map<Severity, String> severities,
        Map<Stage, String> stages,
        String since,
        String severity,
        String meaning,
        String advice,
        String open,
        String digest,
        String because,
        String settings,
        String test,
        String testText,
        String code,
        String codeText,
        String codeUntil,
        String dates) {
    private static final Phrases EN = new Phrases(
            "Hawser",
            severities("For your information", "Warning", "Minor fault", "Major fault", "Critical fault"),
            stages("", "Worse now: ", "Nobody has answered: ", "Still so: ", "Resolved: "),
            "Since",
            "How bad",
            "What it means",
            "What to do",
            "Open it",
            "%d things on your devices",
            "You get this because the device or its place concerns you.",
            "Change how you are told",
            "A test of your notifications",
            "This is how Hawser will tell you when something fails. Nothing has.",
            "Your code is %s",
            "Type %s on the page of your notifications to prove that this address is yours.",
            "It serves for 15 minutes. If you did not ask for it, do nothing: without the code nobody gets messages here.",
            "d MMMM yyyy, HH:mm");

    private static final Phrases ZH = new Phrases(
            "Hawser",
            severities("通知", "警告", "轻微故障", "严重故障", "紧急故障"),
            stages("", "已加重：", "尚无人处理：", "仍未恢复：", "已恢复："),
            "开始时间",
            "严重程度",
            "含义",
            "处理建议",
            "查看详情",
            "您的设备有 %d 条消息",
            "您收到此消息，是因为该设备或其所在地点与您有关。",
            "更改通知方式",
            "通知测试",
            "设备出现故障时，Hawser 会这样通知您。现在一切正常。",
            "您的验证码是 %s",
            "请在通知设置页面输入 %s，以确认此地址属于您。",
            "验证码 15 分钟内有效。如非本人操作请忽略：没有验证码，任何人都无法向这里发送消息。",
            "yyyy年M月d日 HH:mm");

    /** Those of a language; English for any that there is none of. */
    static Phrases in(String language) {
        return language.equals("zh") ? ZH : EN;
    }

    String of(Severity how) {
        return severities.getOrDefault(how, "");
    }

    String of(Stage stage) {
        return stages.getOrDefault(stage, "");
    }

    private static Map<Severity, String> severities(String... words) {
        Map<Severity, String> all = new EnumMap<>(Severity.class);
        int next = 0;
        for (Severity severity : Severity.values()) {
            all.put(severity, words[next++]);
        }
        return all;
    }

    private static Map<Stage, String> stages(String... words) {
        Map<Stage, String> all = new EnumMap<>(Stage.class);
        int next = 0;
        for (Stage stage : Stage.values()) {
            all.put(stage, words[next++]);
        }
        return all;
    }
}
