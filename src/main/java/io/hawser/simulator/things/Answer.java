package io.hawser.simulator.things;

import java.util.Map;

/** How a thing answers a command: {@code running} any number of times, then one of the others once. */
public interface Answer {
    /** It is under way; 0 to 100 per cent are done. */
    void running(int percent);

    /** It is done. */
    void done(Map<String, Object> data);

    /** It can't be done; the code is a word in capitals. */
    void failed(String code, String message);
}
