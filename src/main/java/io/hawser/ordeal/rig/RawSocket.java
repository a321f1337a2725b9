package io.hawser.ordeal.rig;

import io.hawser.bench.rig.BenchFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket without a client's manners: it reads only what it is told to, by the byte, and sends as fast as it can. Its receive
 * buffer is as small as the system makes it. For one thread; fails with {@link BenchFailure}.
 */
public final class RawSocket implements AutoCloseable {
    private static final int BUFFER = 4096;
    private static final int TEXT = 0x81;
    private static final int MASKED = 0x80;

    private final Socket socket = new Socket();

    /** Connects to a path of a hub on this machine and shakes hands. */
    public RawSocket(int port, String path) {
        try {
            socket.setReceiveBufferSize(BUFFER);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                    + "Sec-WebSocket-Protocol: hawser.v1\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String head = head(socket.getInputStream());
            if (!head.startsWith("HTTP/1.1 101")) {
                throw new BenchFailure("the hub does not open a WebSocket: " + head);
            }
        } catch (IOException e) {
            throw new BenchFailure("no WebSocket: " + e.getMessage());
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Sends one text frame; false when the hub has gone. */
    public boolean send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(bytes.length + 14);
        frame.put((byte) TEXT);
        if (bytes.length < 126) {
            frame.put((byte) (MASKED | bytes.length));
        } else {
            frame.put((byte) (MASKED | 126)).putShort((short) bytes.length);
        }
        // A mask of zeros changes nothing.
        frame.putInt(0).put(bytes);
        try {
            socket.getOutputStream().write(frame.array(), 0, frame.position());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads so many bytes at the most; how many there were, -1 at the end. */
    public int read(int most) {
        try {
            return socket.getInputStream().read(new byte[most]);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Reads to the end; the code of the hub's close frame, 1006 where there is none. */
    public int closeCode() {
        try {
            socket.setSoTimeout(10_000);
            InputStream in = socket.getInputStream();
            while (true) {
                int first = in.read();
                int second = in.read();
                if (second < 0) {
                    return 1006;
                }
                int length = second == 126 ? in.read() << 8 | in.read() : second;
                byte[] body = in.readNBytes(
                        second == 127 ? (int) ByteBuffer.wrap(in.readNBytes(8)).getLong() : length);
                if ((first & 0x0f) == 8) {
                    return body.length < 2 ? 1005 : ByteBuffer.wrap(body).getShort() & 0xffff;
                }
            }
        } catch (IOException e) {
            return 1006;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }
}
