package exo.db.backup;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.backup.RestoreRules.Verdict;
import exo.db.backup.dump.DumpStatement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RestoreRulesTest {
    @ParameterizedTest
    @CsvSource({
        "CREATE TABLE public.t (a int), RUN",
        "ALTER TABLE public.t OWNER TO exo, LEAVE_OUT",
        "GRANT ALL ON TABLE public.t TO exo, LEAVE_OUT",
        "CREATE ROLE exo, LEAVE_OUT",
        "SET transaction_timeout = 0, PASS_OVER",
        "SET client_encoding = 'LATIN1', PASS_OVER",
        "SET check_function_bodies = false, RUN"
    })
    void whatIsAboutOthersIsLeftOut(String sql, Verdict verdict) {
        assertThat(RestoreRules.of(statement(sql))).isEqualTo(verdict);
    }

    @Test
    void noSecretOfAStatementIsShown() {
        assertThat(RestoreRules.shown(statement("INSERT INTO public.t VALUES ('geheim')")))
                .isEqualTo("INSERT INTO public.t");
        assertThat(RestoreRules.shown(
                        statement("CREATE SERVER s FOREIGN DATA WRAPPER w\nOPTIONS (\n    password 'geheim')")))
                .isEqualTo("CREATE SERVER s FOREIGN DATA WRAPPER w");
    }

    private static DumpStatement statement(String sql) {
        return new DumpStatement(sql, null);
    }
}
