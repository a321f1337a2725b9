package io.hawser.domain;

import org.jspecify.annotations.Nullable;

/** Where a ticket is. Each state has the ways out of it that there are, and no others. */
public sealed interface TicketState {
    TicketStatus status();

    /** Whose it is; null: nobody's. */
    @Nullable UserId assignee();

    /** The state of that word. */
    static TicketState of(TicketStatus status, @Nullable UserId assignee) {
        return switch (status) {
            case OPEN -> new Open();
            case ASSIGNED -> assignee == null ? new Open() : new Assigned(assignee);
            // Whoever had it may have left the hub meanwhile.
            case IN_PROGRESS -> assignee == null ? new Open() : new InProgress(assignee);
            case VERIFYING -> new Verifying(assignee);
            case CLOSED -> new Closed(assignee);
            case REOPENED -> new Reopened(assignee);
        };
    }

    /** Nobody has shown that it is done. */
    sealed interface Unclosed extends TicketState {
        default Closed close() {
            return new Closed(assignee());
        }
    }

    /** People can go on with it. */
    sealed interface Workable extends Unclosed {
        default Assigned assign(UserId to) {
            return new Assigned(to);
        }

        default Open release() {
            return new Open();
        }

        /** @param by whoever goes to it, who has it from then on */
        default InProgress start(UserId by) {
            return new InProgress(by);
        }

        default Verifying verify() {
            return new Verifying(assignee());
        }
    }

    /** Nobody has it. */
    record Open() implements Workable {
        @Override
        public TicketStatus status() {
            return TicketStatus.OPEN;
        }

        @Override
        public @Nullable UserId assignee() {
            return null;
        }
    }

    /** Somebody is to do it. */
    record Assigned(UserId assignee) implements Workable {
        @Override
        public TicketStatus status() {
            return TicketStatus.ASSIGNED;
        }
    }

    /** Somebody is at it. */
    record InProgress(UserId assignee) implements Workable {
        @Override
        public TicketStatus status() {
            return TicketStatus.IN_PROGRESS;
        }
    }

    /** It was closed, and what it is about is back. */
    record Reopened(@Nullable UserId assignee) implements Workable {
        @Override
        public TicketStatus status() {
            return TicketStatus.REOPENED;
        }
    }

    /** The device is to show that it works. */
    record Verifying(@Nullable UserId assignee) implements Unclosed {
        @Override
        public TicketStatus status() {
            return TicketStatus.VERIFYING;
        }

        /** It has shown the contrary. */
        public Workable refuted() {
            return assignee == null ? new Open() : new InProgress(assignee);
        }
    }

    /** It is done. */
    record Closed(@Nullable UserId assignee) implements TicketState {
        @Override
        public TicketStatus status() {
            return TicketStatus.CLOSED;
        }

        public Reopened reopen() {
            return new Reopened(assignee);
        }
    }
}
