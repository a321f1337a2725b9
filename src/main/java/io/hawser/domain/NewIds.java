package io.hawser.domain;

/** Where new ids come from; safe for use by any thread. */
public interface NewIds {
    /** A UUIDv7 in text form. */
    SessionId session();

    /** {@code cmd_…}, rising with time. */
    CommandId command();

    /** {@code dev_…}. */
    DeviceId device();

    /** {@code usr_…}. */
    UserId user();

    /** {@code spc_…}. */
    SpaceId space();

    /** {@code flt_…}. */
    FaultId fault();

    /** {@code rul_…}. */
    RuleId rule();

    /** {@code fir_…}, rising with time. */
    FiringId firing();

    /** {@code tkt_…}. */
    TicketId ticket();
}
