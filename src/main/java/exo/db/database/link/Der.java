package exo.db.database.link;

import java.io.ByteArrayOutputStream;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;

/** As much of ASN.1's distinguished encoding as it takes to put a key of an old form into the one that Java reads. */
final class Der {
    static final int SEQUENCE = 0x30;
    static final int OCTETS = 0x04;

    /** The element with number 0 of those that may be left out. */
    static final int FIRST_OPTION = 0xa0;

    private Der() {}

    /** An element out of a tag and its content. */
    static byte[] element(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] each : contents) {
            content.writeBytes(each);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length >= 0x80) {
            int bytes = length > 0xffff ? 3 : length > 0xff ? 2 : 1;
            element.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift > 0; shift -= 8) {
                element.write(length >> shift);
            }
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    /**
     * The content of the first element with a tag among those of a sequence.
     *
     * @throws InvalidKeySpecException when there is none, or the bytes are no sequence
     */
    static byte[] find(int tag, byte[] sequence) throws InvalidKeySpecException {
        try {
            int position = contentStart(sequence, 0);
            while (position < sequence.length) {
                int start = contentStart(sequence, position);
                int end = start + length(sequence, position);
                if (Byte.toUnsignedInt(sequence[position]) == tag) {
                    return Arrays.copyOfRange(sequence, start, end);
                }
                position = end;
            }
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidKeySpecException("the key is cut off", e);
        }
        throw new InvalidKeySpecException("the key lacks a part");
    }

    private static int contentStart(byte[] bytes, int position) {
        int first = Byte.toUnsignedInt(bytes[position + 1]);
        return position + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] bytes, int position) {
        int first = Byte.toUnsignedInt(bytes[position + 1]);
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int index = position + 2; index < contentStart(bytes, position); index++) {
            length = (length << 8) | Byte.toUnsignedInt(bytes[index]);
        }
        if (length < 0) {
            throw new IndexOutOfBoundsException(length);
        }
        return length;
    }
}
