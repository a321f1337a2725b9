package io.hawser.hostile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ways to spoil a good JSON object: fields missing, unknown, twice, of every other type, huge, deeply nested, and of text that
 * trips programs up; and texts that are no JSON object at all.
 */
final class Mutants {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BEYOND_A_FRAME = 70_000;
    private static final int DEEP = 500;

    /** Values that stand where another one belongs, by what they are. */
    private static final Map<String, String> VALUES = values();

    private Mutants() {}

    /**
     * One way to spoil it.
     *
     * @param what in words, for the test's report
     * @param field a JSON pointer to what was spoilt; empty when it is the whole
     * @param text what is sent
     */
    record Mutant(String what, String field, String text) {
        @Override
        public String toString() {
            String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
            return what + ": " + shown;
        }
    }

    /** All there are of a good object, those of the fields of its objects too. */
    static List<Mutant> of(ObjectNode good) {
        List<Mutant> all = new ArrayList<>();
        spoil(good, good, "", all);
        for (String extra : List.of("zzz", "", "__proto__", "\u0000", "a/b~c", "😀")) {
            ObjectNode copy = good.deepCopy();
            copy.put(extra, 1);
            all.add(new Mutant("unknown field " + JSON.valueToTree(extra), "", text(copy)));
        }
        String json = text(good);
        all.add(new Mutant("nothing", "", ""));
        all.add(new Mutant("white space", "", " \n"));
        all.add(new Mutant("null", "", "null"));
        all.add(new Mutant("a number", "", "42"));
        all.add(new Mutant("a string", "", "\"" + "x".repeat(20) + "\""));
        all.add(new Mutant("an array around it", "", "[" + json + "]"));
        all.add(new Mutant("cut off", "", json.substring(0, json.length() - 1)));
        all.add(new Mutant("twice", "", json + json));
        all.add(new Mutant("single quotes", "", json.replace('"', '\'')));
        all.add(new Mutant("a byte order mark before it", "", "\uFEFF" + json));
        all.add(new Mutant("a comment in it", "", "/**/" + json));
        all.add(new Mutant("NaN", "", "{\"type\":NaN}"));
        all.add(new Mutant("brackets without end", "", "[".repeat(DEEP)));
        all.add(new Mutant("objects without end", "", "{\"a\":".repeat(DEEP)));
        return all;
    }

    private static void spoil(ObjectNode good, ObjectNode at, String under, List<Mutant> all) {
        at.properties().forEach(field -> {
            String pointer = under + "/" + field.getKey();
            ObjectNode without = good.deepCopy();
            ((ObjectNode) without.at(under)).remove(field.getKey());
            all.add(new Mutant(pointer + " missing", pointer, text(without)));
            String whole = text(good);
            String member = JSON.valueToTree(field.getKey()) + ":" + text(field.getValue());
            all.add(new Mutant(pointer + " twice", pointer, whole.replaceFirst(quoted(member), twice(member))));
            VALUES.forEach((what, value) -> {
                ObjectNode copy = good.deepCopy();
                ((ObjectNode) copy.at(under)).put(field.getKey(), MARK);
                all.add(new Mutant(pointer + " " + what, pointer, text(copy).replace("\"" + MARK + "\"", value)));
            });
            if (field.getValue() instanceof ObjectNode inner) {
                spoil(good, inner, pointer, all);
            }
        });
    }

    private static final String MARK = "the-value-goes-here";

    private static String quoted(String text) {
        return java.util.regex.Pattern.quote(text);
    }

    private static String twice(String member) {
        return java.util.regex.Matcher.quoteReplacement(member + "," + member);
    }

    private static Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("null", "null");
        values.put("true", "true");
        values.put("0", "0");
        values.put("negative", "-1");
        values.put("a fraction", "1.5");
        values.put("beyond long", "99999999999999999999");
        values.put("beyond double", "1e400");
        values.put("a number of 100 digits", "9".repeat(100));
        values.put("an exponent without measure", "1e2147483647");
        values.put("empty", "\"\"");
        values.put("blank", "\"   \"");
        values.put("NUL", "\"a\\u0000b\"");
        values.put("half a character", "\"\\ud800\"");
        values.put("written backwards", "\"\\u202egnp.exe\"");
        values.put("a not-a-character", "\"\\uffff\"");
        values.put("joined and stacked", "\"👩‍👩‍👧‍👦Z̸̢͎\"");
        values.put("line breaks", "\"a\\r\\nSet-Cookie: b\"");
        values.put("SQL", "\"'; DROP TABLE users; --\"");
        values.put("HTML", "\"<img src=x onerror=alert(1)>\"");
        values.put("a path", "\"../../../../etc/passwd\"");
        values.put("a template", "\"${jndi:ldap://127.0.0.1/a}{{7*7}}%n%s\"");
        values.put("long", "\"" + "x".repeat(5_000) + "\"");
        values.put("beyond a frame", "\"" + "x".repeat(BEYOND_A_FRAME) + "\"");
        values.put("an array", "[]");
        values.put("an array of all sorts", "[null,{},[],1,\"a\"]");
        values.put("a long array", "[" + "0,".repeat(2_000) + "0]");
        values.put("an object", "{}");
        values.put("an object with odd names", "{\"\":1,\"__proto__\":{},\"a.b\":2,\"\\u0000\":3}");
        values.put("deep", "[".repeat(DEEP) + "]".repeat(DEEP));
        values.put("nested to the bound", "{\"a\":".repeat(28) + "1" + "}".repeat(28));
        return values;
    }

    private static String text(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
