package io.hawser.testing;

import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.JsonText;
import java.time.Instant;

/** Entries as the outbox has them, from what they say and back. */
public final class KeptEntries {
    private KeptEntries() {}

    public static Kept kept(Change change, Instant stored) {
        return new Kept(
                change.device(),
                change.epoch(),
                change.revision(),
                change.kind(),
                change.at(),
                JsonText.write(out -> ActorJson.write(out, change.by())),
                change.isOwnCause() ? null : change.cause().value(),
                EntryJson.object(change.entry()),
                stored);
    }

    public static Change change(Kept kept) {
        String cause = kept.cause();
        return new Change(
                kept.device(),
                kept.epoch(),
                kept.revision(),
                kept.at(),
                ActorJson.read(JsonText.own(kept.by().text())),
                cause == null ? Cause.own(kept.device(), kept.epoch(), kept.revision()) : new Cause(cause),
                EntryJson.read(kept.kind(), JsonText.own(kept.body().text())));
    }
}
