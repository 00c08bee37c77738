package exo.db.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What happens to sealed values in a column that is sealed as a whole, where plaintext is damage too. Other damages in
 * every run; a failure names the seed that repeats it.
 */
final class EnvelopeDamageTest {
    /** 10,000 in all, over the kinds. */
    private static final int EACH = 10_000 / Damage.values().length;

    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @ParameterizedTest
    @EnumSource
    void noneGoesUnnoticed(Damage damage) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> unnoticed = new ArrayList<>();

        try (Stage stage = new Stage()) {
            for (int trial = 0; trial < EACH; trial++) {
                Value value = stage.value(random);
                Value damaged = damage.done(stage, value, random);
                if (stage.opens(damaged)) {
                    unnoticed.add(value + " as " + damaged);
                }
            }
        }

        assertThat(unnoticed).as("seed %s", seed).isEmpty();
    }

    @Test
    void valuesThatNobodyDamagedOpen() {
        try (Stage stage = new Stage()) {
            Random random = new Random(1);

            assertThat(IntStream.range(0, 100)).allMatch(trial -> stage.opens(stage.value(random)));
        }
    }

    /** A text and where it stands. */
    record Value(Cell cell, String text) {}

    enum Damage {
        BITS_FLIPPED {
            @Override
            Value done(Stage stage, Value value, Random random) {
                byte[] bytes = value.text().getBytes(UTF_8);
                int first = random.nextInt(bytes.length * Byte.SIZE);
                flip(bytes, first);
                for (int more = random.nextInt(3); more > 0; more--) {
                    int other = random.nextInt(bytes.length * Byte.SIZE);
                    if (other != first) {
                        flip(bytes, other);
                    }
                }
                return new Value(value.cell(), new String(bytes, UTF_8));
            }
        },
        /** Of the last character of a value whose length leaves some; elsewhere the last character becomes another. */
        UNUSED_BITS_SET {
            @Override
            Value done(Stage stage, Value value, Random random) {
                int last = DIGITS.indexOf(value.text().charAt(value.text().length() - 1));
                int unused = switch ((value.text().length() - "exo1:00000000:".length()) % 4) {
                    case 2 -> 1 + random.nextInt(15);
                    case 3 -> 1 + random.nextInt(3);
                    default -> 1 + random.nextInt(63);
                };
                return new Value(value.cell(), withLast(value.text(), DIGITS.charAt(last ^ unused)));
            }
        },
        DIGIT_REPLACED {
            @Override
            Value done(Stage stage, Value value, Random random) {
                StringBuilder text = new StringBuilder(value.text());
                int place = random.nextInt(text.length());
                char replaced = text.charAt(place);
                char other;
                do {
                    other = DIGITS.charAt(random.nextInt(DIGITS.length()));
                } while (other == replaced);
                text.setCharAt(place, other);
                return new Value(value.cell(), text.toString());
            }
        },
        CUT_OR_EXTENDED {
            @Override
            Value done(Stage stage, Value value, Random random) {
                String text = value.text();
                return new Value(
                        value.cell(),
                        random.nextBoolean()
                                ? text.substring(0, random.nextInt(text.length()))
                                : text + DIGITS.charAt(random.nextInt(DIGITS.length())));
            }
        },
        MOVED_TO_ANOTHER_ROW {
            @Override
            Value done(Stage stage, Value value, Random random) {
                Cell cell = value.cell();
                return new Value(new Cell(cell.table(), cell.column(), id(random)), value.text());
            }
        },
        MOVED_TO_ANOTHER_COLUMN {
            @Override
            Value done(Stage stage, Value value, Random random) {
                Cell cell = value.cell();
                String column = cell.column().equals("config") ? "status" : "config";
                return new Value(new Cell(cell.table(), column, cell.rowId()), value.text());
            }
        },
        MOVED_TO_ANOTHER_TABLE {
            @Override
            Value done(Stage stage, Value value, Random random) {
                Cell cell = value.cell();
                String table = cell.table().equals("log_sinks") ? "mcp_servers" : "log_sinks";
                return new Value(new Cell(table, cell.column(), cell.rowId()), value.text());
            }
        },
        UNDER_THE_NAME_OF_ANOTHER_KEY {
            @Override
            Value done(Stage stage, Value value, Random random) {
                return new Value(value.cell(), value.text().replaceFirst(Envelope.kid(value.text()), stage.retired()));
            }
        },
        SEALED_BY_A_STRANGERS_KEY {
            @Override
            Value done(Stage stage, Value value, Random random) {
                return new Value(value.cell(), stage.forged(value.cell(), random));
            }
        },
        NEVER_SEALED {
            @Override
            Value done(Stage stage, Value value, Random random) {
                return new Value(value.cell(), plaintext(random));
            }
        };

        abstract Value done(Stage stage, Value value, Random random);

        private static void flip(byte[] bytes, int bit) {
            bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }

        private static String withLast(String text, char last) {
            return text.substring(0, text.length() - 1) + last;
        }
    }

    /** A keyring of two keys, and a stranger's. */
    static final class Stage implements AutoCloseable {
        private final Keyring keyring;
        private final Keyring stranger = CryptoFixture.keyring(3);
        private final EnvelopeSealer sealer;
        private final EnvelopeSealer forger;
        private final EnvelopeOpener opener;
        private final String retired;

        Stage() {
            try (RootKey rootKey = CryptoFixture.rootKey(CryptoFixture.HEX_KEY)) {
                KeyringEntry first = Keyring.bootstrapEntry(rootKey, CryptoFixture.random(1));
                keyring = Keyring.open(
                        KeyringRevision.rotated(List.of(first), rootKey, CryptoFixture.random(2))
                                .after(),
                        rootKey);
                retired = first.kid();
            }
            sealer = new EnvelopeSealer(keyring.active(), CryptoFixture.random(4));
            forger = new EnvelopeSealer(stranger.active(), CryptoFixture.random(5));
            opener = new EnvelopeOpener(keyring);
        }

        Value value(Random random) {
            String table = random.nextBoolean() ? "log_sinks" : "tool_statuses";
            Cell cell = new Cell(table, random.nextBoolean() ? "config" : "status", id(random));
            return new Value(cell, sealer.seal(cell, plaintext(random)));
        }

        String forged(Cell cell, Random random) {
            String kid = random.nextBoolean() ? keyring.active().kid() : retired;
            return forger.seal(cell, plaintext(random))
                    .replaceFirst(stranger.active().kid(), kid);
        }

        String retired() {
            return retired;
        }

        boolean opens(Value value) {
            return opener.open(value.cell(), value.text()) instanceof Opened.Plaintext;
        }

        @Override
        public void close() {
            sealer.close();
            forger.close();
            opener.close();
            keyring.close();
            stranger.close();
        }
    }

    private static String plaintext(Random random) {
        return "{\"n\":\"" + "x".repeat(random.nextInt(300)) + "\"}";
    }

    private static String id(Random random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
