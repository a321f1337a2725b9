package io.hawser.bus;

/** What must be heard on every node, since what it is about may be on any. */
public sealed interface NodeEvent
        permits Downlink,
                SessionEnded,
                AccessChanged,
                DeviceChanged,
                TermsChanged,
                ShareEnding,
                InvitationsChanged,
                ModelChanged,
                SpaceFaulted,
                InboxChanged {}
