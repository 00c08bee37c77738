package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Server spellings of the same expression are one. */
final class SpellingTest {
    @Test
    void aNumberIsTheSameQuotedCastInParenthesesAndWithZeros() {
        for (String spelling : List.of(
                "90",
                "(90)",
                "'90'::bigint",
                "'90'::integer",
                "(90)::bigint",
                "('90'::text)::bigint",
                "((90)::numeric)::bigint",
                "90.0",
                "'90'::smallint")) {
            assertThat(Spelling.ofDefault(spelling)).as(spelling).isEqualTo("90");
        }
        assertThat(Spelling.ofDefault("'-1'::integer")).isEqualTo("-1");
        assertThat(Spelling.ofDefault("'9'::text")).isNotEqualTo("9");
    }

    @Test
    void aTextIsTheSameWhateverTextTypeItIsCastTo() {
        for (String spelling : List.of(
                "'x'::text",
                "'x'::character varying",
                "('x'::character varying)::text",
                "'x'::bpchar",
                "'x'::citext",
                "'x'::public.citext",
                "'x'")) {
            assertThat(Spelling.ofDefault(spelling)).as(spelling).isEqualTo("'x'");
        }
        assertThat(Spelling.ofDefault("'x'::character varying(1)")).isNotEqualTo("'x'");
    }

    @Test
    void aTruthIsTheSameQuotedAndCast() {
        for (String spelling : List.of("false", "'false'::boolean", "'f'::boolean", "(0)::boolean")) {
            assertThat(Spelling.ofDefault(spelling)).as(spelling).isEqualTo("false");
        }
        assertThat(Spelling.ofDefault("(1)::boolean")).isEqualTo("true");
    }

    @Test
    void theTimeOfTheTransactionHasThreeNames() {
        assertThat(Spelling.ofDefault("CURRENT_TIMESTAMP"))
                .isEqualTo(Spelling.ofDefault("now()"))
                .isEqualTo(Spelling.ofDefault("transaction_timestamp()"))
                .isNotEqualTo(Spelling.ofDefault("clock_timestamp()"));
    }

    @Test
    void aListIsTheSameInAnyOrderAndOnAColumnOfVaryingCharacters() {
        String declared = "(status = ANY (ARRAY['active'::text, 'invited'::text]))";

        assertThat(Spelling.of("((status)::text = ANY ((ARRAY['invited'::character varying,"
                        + " 'active'::character varying])::text[]))"))
                .isEqualTo(Spelling.of(declared));
        assertThat(Spelling.of("(status = ANY (ARRAY['active'::text, 'gone'::text]))"))
                .isNotEqualTo(Spelling.of(declared));
    }

    @Test
    void aLimitIsTheSameWithCastNumbers() {
        assertThat(Spelling.of("((days >= (1)::bigint) AND (days <= '3650'::bigint))"))
                .isEqualTo(Spelling.of("((days >= 1) AND (days <= 3650))"))
                .isNotEqualTo(Spelling.of("((days >= 1) AND (days <= 365))"));
    }

    @Test
    void literalsAreLeftAsTheyAre() {
        assertThat(Spelling.of("(kind = 'a::text'::text)")).isNotEqualTo(Spelling.of("(kind = 'a'::text)"));
        assertThat(Spelling.of("(kind = '(a)'::text)")).isNotEqualTo(Spelling.of("(kind = 'a'::text)"));
        assertThat(Spelling.of("(kind = 'it''s'::text)")).contains("'it''s'");
    }

    @Test
    void aCallIsNoParenthesis() {
        assertThat(Spelling.of("(lower((email)::text))")).isEqualTo(Spelling.of("lower(email)"));
        assertThat(Spelling.of("lower(email)")).isNotEqualTo(Spelling.of("lower email"));
    }
}
