package exo.db.crypto;

/** SHAKE-128 of an empty input (FIPS 202), as a stream: the JDK gives only its first 32 bytes. */
final class Shake128 {
    private static final int RATE = 168;
    private static final int LANES = 25;
    private static final int ROUNDS = 24;

    private final long[] state = new long[LANES];
    private int position;

    Shake128() {
        // Domain and padding of an extendable-output function after no input at all.
        state[0] = 0x1f;
        state[(RATE - 1) / Long.BYTES] ^= 0x80L << 56;
        permute();
    }

    byte[] read(int length) {
        byte[] output = new byte[length];
        for (int index = 0; index < length; index++) {
            output[index] = (byte) read();
        }
        return output;
    }

    /** The next byte, 0 to 255. */
    int read() {
        if (position == RATE) {
            permute();
            position = 0;
        }
        long lane = state[position / Long.BYTES];
        int shift = position % Long.BYTES * Byte.SIZE;
        position++;
        return (int) (lane >>> shift) & 0xff;
    }

    private void permute() {
        int feedback = 1;
        for (int round = 0; round < ROUNDS; round++) {
            theta();
            rhoAndPi();
            chi();
            feedback = iota(feedback);
        }
    }

    private void theta() {
        long[] parity = new long[5];
        for (int lane = 0; lane < LANES; lane++) {
            parity[lane % 5] ^= state[lane];
        }
        for (int lane = 0; lane < LANES; lane++) {
            state[lane] ^= parity[(lane + 4) % 5] ^ Long.rotateLeft(parity[(lane + 1) % 5], 1);
        }
    }

    private void rhoAndPi() {
        int x = 1;
        int y = 0;
        long current = state[1];
        for (int step = 1; step <= ROUNDS; step++) {
            int nextY = (2 * x + 3 * y) % 5;
            x = y;
            y = nextY;
            long displaced = state[x + 5 * y];
            state[x + 5 * y] = Long.rotateLeft(current, step * (step + 1) / 2);
            current = displaced;
        }
    }

    private void chi() {
        for (int row = 0; row < LANES; row += 5) {
            long[] before = {state[row], state[row + 1], state[row + 2], state[row + 3], state[row + 4]};
            for (int x = 0; x < 5; x++) {
                state[row + x] = before[x] ^ (~before[(x + 1) % 5] & before[(x + 2) % 5]);
            }
        }
    }

    /** Adds the round's constant, which a shift register of eight bits yields bit by bit. */
    private int iota(int feedback) {
        int register = feedback;
        for (int bit = 0; bit < 7; bit++) {
            if ((register & 1) != 0) {
                state[0] ^= 1L << ((1 << bit) - 1);
            }
            register = (register << 1) ^ ((register >>> 7) * 0x171);
        }
        return register;
    }
}
