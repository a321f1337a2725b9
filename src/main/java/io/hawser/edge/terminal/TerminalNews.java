package io.hawser.edge.terminal;

import io.hawser.alert.InboxStore;
import io.hawser.domain.Share;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.edge.socket.Guarded;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TerminalMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one terminal is told beside what happens to devices, as far as its hello asked for it. On its event loop only. */
final class TerminalNews {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalNews.class);

    private final TerminalServices services;
    private final TerminalLink link;
    private boolean notices;
    private boolean inbox;
    private @Nullable UserId person;

    TerminalNews(TerminalServices services, TerminalLink link) {
        this.services = services;
        this.link = link;
    }

    /** What it wants to hear of. */
    void ask(TerminalMessage.Hello hello) {
        notices = hello.notices();
        inbox = hello.inbox();
    }

    /** It is that person's, and has its welcome. */
    void begin(UserId user) {
        person = user;
        inboxChanged();
    }

    /** It is closed. */
    void end() {
        notices = false;
        inbox = false;
    }

    /** A grant is about to end that its user has, or could renew. */
    void shareEnding(Share share) {
        if (notices) {
            link.send(TerminalFrames.ending(share));
        }
    }

    /** A fault of a space that the user belongs to has a new step. */
    void faulted(SpaceId space) {
        if (notices) {
            link.send(TerminalFrames.faults(space));
        }
    }

    /** An invitation that concerns the user was made, answered or withdrawn. */
    void invitationsChanged() {
        if (notices) {
            link.send(TerminalFrames.INVITATIONS);
        }
    }

    /** Something is new in the user's inbox, or was read. */
    void inboxChanged() {
        UserId user = person;
        if (inbox && user != null) {
            Guarded.call(() -> services.inbox().glance(user))
                    .onSuccess(this::tellInbox)
                    // The next change tells it.
                    .onFailure(cause -> LOG.atDebug().setCause(cause).log("an inbox could not be read"));
        }
    }

    private void tellInbox(InboxStore.Glance glance) {
        if (inbox) {
            link.send(InboxFrames.inbox(glance));
        }
    }
}
