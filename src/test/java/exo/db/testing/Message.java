package exo.db.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A message of the protocol's third version, after the startup packet: a type, and a length that counts itself. */
final class Message {
    private final char type;
    private final byte[] body;

    private Message(char type, byte[] body) {
        this.type = type;
        this.body = body;
    }

    static Message read(DataInputStream in) throws IOException {
        char type = (char) in.readUnsignedByte();
        byte[] body = new byte[in.readInt() - Integer.BYTES];
        in.readFully(body);
        return new Message(type, body);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeByte(type);
        out.writeInt(body.length + Integer.BYTES);
        out.write(body);
    }

    /** Of the server: a setting that it tells of. */
    static Message setting(String name, String value) {
        return new Message('S', (name + "\0" + value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** Of the server: whether it tells of that setting. */
    boolean isSetting(String name) {
        return type == 'S' && text(0).equals(name);
    }

    char type() {
        return type;
    }

    /** Of the client: a Query, a Sync, a Flush or a function call, after which it waits. */
    boolean endsTurn() {
        return "QSHF".indexOf(type) >= 0;
    }

    /** Of the server. */
    boolean isReady() {
        return type == 'Z';
    }

    /** Of the server: who serves this connection. */
    boolean isBackendKey() {
        return type == 'K';
    }

    /** The body's first four bytes. */
    int number() {
        return ByteBuffer.wrap(body).getInt();
    }

    /** The body's texts that end with a zero byte: the first, the second. */
    String text(int position) {
        String texts = new String(body, StandardCharsets.UTF_8);
        return texts.split("\0", position + 2)[position];
    }
}
