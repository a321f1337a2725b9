package io.hawser.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Text messages as the bytes of one unmasked WebSocket frame (RFC 6455, section 5.2), ready to be written to any number of
 * channels. The caller owns what it gets.
 */
public final class TextFrame {
    private static final int FINAL_TEXT = 0x81;
    private static final int TWO_BYTES_FOLLOW = 126;
    private static final int EIGHT_BYTES_FOLLOW = 127;
    private static final int LONGEST_HEADER = 10;

    private TextFrame() {}

    /** The text's frame. */
    public static ByteBuf of(String text) {
        byte[] bytes = utf8(text);
        return begin(bytes.length).writeBytes(bytes);
    }

    /** The frame of a text that is {@code head}, the number in decimal digits, and {@code tail}, the two in UTF-8. */
    public static ByteBuf of(byte[] head, long number, byte[] tail) {
        byte[] digits = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
        return begin(head.length + digits.length + tail.length)
                .writeBytes(head)
                .writeBytes(digits)
                .writeBytes(tail);
    }

    /** The text's bytes. */
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuf begin(int length) {
        ByteBuf frame =
                ByteBufAllocator.DEFAULT.directBuffer(length + LONGEST_HEADER).writeByte(FINAL_TEXT);
        if (length < TWO_BYTES_FOLLOW) {
            frame.writeByte(length);
        } else if (length <= 0xFFFF) {
            frame.writeByte(TWO_BYTES_FOLLOW).writeShort(length);
        } else {
            frame.writeByte(EIGHT_BYTES_FOLLOW).writeLong(length);
        }
        return frame;
    }
}
