package exo.db.backup.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.backup.dump.DumpDamaged.Kind;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cutting of scripts into statements and rows. */
final class ScriptReaderTest {
    private static final String SCRIPT = """
            --
            -- PostgreSQL database dump
            --

            \\restrict TOKEN

            SET standard_conforming_strings = on;
            CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $body$ select ';$$'; $body$;
            CREATE FUNCTION g(n int) RETURNS int BEGIN ATOMIC
             SELECT CASE WHEN n > 0 THEN 1 ELSE 2 END;
             SELECT 3;
            END;
            CREATE RULE two AS ON UPDATE TO t DO ALSO (SELECT 1; SELECT 2);
            COMMENT ON TABLE t IS 'it''s -- no; comment /* \\';
            COMMENT ON TABLE t IS E'it\\'s; one';
            COMMENT ON TABLE "a;""b" IS NULL; /* ; /* nested; */ */ SELECT 1;
            COPY public."Ta""ble" (a, "b, (c") FROM stdin;
            1\t\\\\.
            \\N\tx
            \\.


            SELECT 2;
            -- PostgreSQL database dump complete
            --

            \\unrestrict TOKEN

            """;

    private static final List<String> EVENTS = List.of(
            "SET standard_conforming_strings = on",
            "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $body$ select ';$$'; $body$",
            "CREATE FUNCTION g(n int) RETURNS int BEGIN ATOMIC\n SELECT CASE WHEN n > 0 THEN 1 ELSE 2 END;\n SELECT 3;\nEND",
            "CREATE RULE two AS ON UPDATE TO t DO ALSO (SELECT 1; SELECT 2)",
            "COMMENT ON TABLE t IS 'it''s -- no; comment /* \\'",
            "COMMENT ON TABLE t IS E'it\\'s; one'",
            "COMMENT ON TABLE \"a;\"\"b\" IS NULL",
            "SELECT 1",
            "begin public.Ta\"ble [a, b, (c]",
            "1\t\\\\.\n\\N\tx\n",
            "end",
            "SELECT 2");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100_000})
    void cutsWherePsqlCutsHoweverItComes(int atOnce) {
        Recorder recorder = new Recorder();

        read(SCRIPT, atOnce, recorder);

        assertThat(recorder.events).isEqualTo(EVENTS);
    }

    @Test
    void aScriptWithoutTheTokenAtItsEndIsCutShort() {
        String cut = SCRIPT.substring(0, SCRIPT.indexOf("\\unrestrict"));

        assertThatThrownBy(() -> read(cut, 100, new Recorder()))
                .isInstanceOfSatisfying(
                        DumpDamaged.class, damage -> assertThat(damage.kind()).isEqualTo(Kind.TRUNCATED));
    }

    @Test
    void rowsOfInsertStatementsAreThoseOfCopy() {
        Recorder recorder = new Recorder();
        InsertedRows inserted = new InsertedRows(recorder);

        read(
                "INSERT INTO public.t (a, b, c, d) VALUES (1, 'it''s\ta', NULL, true), (-2.5, E'\\\\x01', DEFAULT, false);\n",
                100,
                inserted);
        inserted.close();

        assertThat(recorder.events)
                .containsExactly("begin public.t [a, b, c, d]", "1\tit's\\ta\t\\N\tt\n-2.5\t\\\\x01\t\\N\tf\n", "end");
    }

    @Test
    void textOfAnotherEncodingComesAsUtf8() {
        Recorder recorder = new Recorder();
        ScriptReader reader = new ScriptReader("the script", recorder);

        // In SJIS the second byte of U+8868 is a backslash.
        byte[] script = """
                -- PostgreSQL database dump
                SET client_encoding = 'SJIS';
                COPY public.t (a) FROM stdin;
                \u8868\\t
                \\.
                COMMENT ON TABLE t IS '\u8868';
                -- PostgreSQL database dump complete
                """.getBytes(Charset.forName("windows-31j"));
        reader.accept(script, script.length);
        reader.endScript();

        assertThat(recorder.events)
                .containsExactly(
                        "SET client_encoding = 'SJIS'",
                        "begin public.t [a]",
                        "\u8868\\t\n",
                        "end",
                        "COMMENT ON TABLE t IS '\u8868'");
    }

    @Test
    void bytesThatTheEncodingHasNotAreDamage() {
        ScriptReader reader = new ScriptReader("the script", new Recorder());
        byte[] script = "SET client_encoding = 'EUC_JP';\nCOMMENT ON TABLE t IS '\u00ff';\n".getBytes(ISO_8859_1);

        assertThatThrownBy(() -> reader.accept(script, script.length))
                .isInstanceOf(DumpDamaged.class)
                .hasMessageContaining("damaged");
    }

    private static void read(String script, int atOnce, DumpVisitor visitor) {
        ScriptReader reader = new ScriptReader("the script", visitor);
        byte[] bytes = script.getBytes(UTF_8);
        for (int start = 0; start < bytes.length; start += atOnce) {
            byte[] piece = Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + atOnce));
            reader.accept(piece, piece.length);
        }
        reader.endScript();
    }

    /** Writes down what comes; rows that come in several pieces are put together. */
    private static final class Recorder implements DumpVisitor {
        private final List<String> events = new ArrayList<>();
        private final StringBuilder rows = new StringBuilder();

        @Override
        public void statement(DumpStatement statement) {
            events.add(statement.sql());
        }

        @Override
        public void beginTable(TableData table) {
            events.add("begin " + table.table() + " " + table.columns());
        }

        @Override
        public void rows(byte[] lines, int offset, int length) {
            rows.append(new String(lines, offset, length, UTF_8));
        }

        @Override
        public void endTable() {
            events.add(rows.toString());
            rows.setLength(0);
            events.add("end");
        }
    }
}
