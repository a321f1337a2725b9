package io.hawser.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.archive.QueryLimits;
import io.hawser.archive.Span;
import io.hawser.archive.Table;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be asked, and what may not. */
@Tag("alone") // It watches the temporary folder of the machine.
final class ParquetQueriesIT extends ArchiveUnderTest {
    @BeforeEach
    void halfIsArchived() throws Exception {
        keep(
                kept(1, "2026-01-10T01:00:00Z", set("a", "1")),
                kept(2, "2026-01-11T02:00:00Z", event("{\"x\":1}")),
                kept(3, "2026-03-01T03:00:00Z", set("a", "3")));
        archiveBefore(LocalDate.parse("2026-01-12"));
    }

    @Test
    void asksWhatIsArchivedAndWhatIsNotAlike() {
        Table table = query("SELECT kind, count(*) AS n, max(CAST(body->>'$.set.a' AS INT)) AS a FROM log GROUP BY kind"
                + " ORDER BY kind");

        assertThat(table.columns()).extracting(Table.Column::name).containsExactly("kind", "n", "a");
        assertThat(table.columns()).extracting(Table.Column::type).containsExactly("VARCHAR", "BIGINT", "INTEGER");
        assertThat(table.rows().toString()).isEqualTo("[[\"event\", 1, null], [\"state\", 2, 3]]");
        assertThat(table.more()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM log",
                "TABLE log",
                "WITH l AS (SELECT * FROM log) SELECT * FROM l;",
                "SELECT * FROM archive UNION ALL SELECT * FROM hot -- both",
                "SELECT * FROM log ORDER BY \"at\" DESC ; ;"
            })
    void takesASelectInAnyForm(String sql) {
        assertThat(query(sql).rows()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT",
                "SELECT 1; SELECT 2",
                "SELECT 1; DROP VIEW log",
                "DROP VIEW log",
                "CREATE TABLE mine (i INT)",
                "INSERT INTO nothing SELECT * FROM log",
                "DELETE FROM nothing",
                "COPY log TO '/tmp/hawser-log.csv'",
                "COPY nothing FROM '/etc/passwd'",
                "ATTACH '/tmp/hawser-other.db'",
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM '/etc/passwd'",
                "SELECT * FROM glob('/etc/*')",
                "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SELECT * FROM 'https://example.org/x.parquet'",
                "SET enable_external_access = true",
                "SET memory_limit = '8GB'",
                "PRAGMA database_list",
                "EXPORT DATABASE '/tmp/hawser-export'",
                "CALL pragma_version()",
                "EXPLAIN ANALYZE SELECT 1",
                "BEGIN",
                "SELECT getenv('HOME')",
                "SELECT 1) FROM log; DROP VIEW log; SELECT (1"
            })
    void refusesWhatIsNotReadingTheLog(String sql) {
        assertRefused(sql, LIMITS);
        assertThat(Path.of("/tmp/hawser-log.csv")).doesNotExist();
        assertThat(Path.of("/tmp/hawser-other.db")).doesNotExist();
    }

    @Test
    void readsNoFileOfTheArchiveThatHasNoReceipt() throws IOException {
        Path stray = folder.resolve("day=2026-01-10/kind=state/part-7.parquet");
        Files.copy(folder.resolve("day=2026-01-10/kind=state/part-0.parquet"), stray);

        assertThat(revisions()).containsExactly("1", "2", "3");
        assertRefused("SELECT * FROM read_parquet(" + Duck.text(stray.toString()) + ")", LIMITS);
    }

    @Test
    void endsAQueryThatTakesTooLong() {
        QueryLimits brief = new QueryLimits(Duration.ofSeconds(1), LIMITS.memory(), 1, 10);

        Failure failure = assertRefused("SELECT sum(a.i * b.i) FROM range(1000000) a(i), range(10000000) b(i)", brief);

        assertThat(failure.words()).contains("takes longer than the 1.0 s");
    }

    @Test
    void endsAQueryThatTakesTooMuchMemory() {
        QueryLimits small = new QueryLimits(LIMITS.time(), 32L << 20, 1, 10);

        Failure failure = assertRefused("SELECT count(*) FROM (SELECT DISTINCT i FROM range(100000000) r(i))", small);

        assertThat(failure.words()).contains("takes more than the 32 MiB");
    }

    @Test
    void givesBackNoMoreRowsThanItMay() {
        Table table = new ParquetQueries(line(), files())
                .run("SELECT revision FROM log ORDER BY 1", Span.ALL, LIMITS.withRows(2));

        assertThat(table.rows().toString()).isEqualTo("[[1], [2]]");
        assertThat(table.more()).isTrue();
    }

    @Test
    void knowsOnlyTheDaysThatAreAskedFor() {
        LocalDate second = LocalDate.parse("2026-01-11");

        assertThat(revisions(new Span(second, null))).isEqualTo("[[2], [3]]");
        assertThat(revisions(new Span(null, second))).isEqualTo("[[1], [2]]");
        assertThat(revisions(new Span(second, second))).isEqualTo("[[2]]");
        assertThat(revisions(new Span(MARCH, MARCH))).isEqualTo("[[3]]");
        assertThatThrownBy(() -> new Span(MARCH, second)).isInstanceOf(Failure.class);
    }

    private String revisions(Span span) {
        return new ParquetQueries(line(), files())
                .run("SELECT revision FROM log ORDER BY 1", span, LIMITS)
                .rows()
                .toString();
    }

    @Test
    void asksOnePieceAfterTheOtherUpToTheRowsThatItMay() {
        String sql = "SELECT revision FROM archive ORDER BY stored_at";

        assertThat(new ParquetQueries(line(), files())
                        .inTurn(sql, LIMITS)
                        .rows()
                        .toString())
                .isEqualTo("[[1], [2]]");
        Table one = new ParquetQueries(line(), files()).inTurn(sql, LIMITS.withRows(1));
        assertThat(one.rows().toString()).isEqualTo("[[1]]");
        assertThat(one.more()).isTrue();
    }

    @Test
    void saysThatFilesAreMissing() throws IOException {
        FolderFiles.delete(folder.resolve("day=2026-01-10"));

        Failure failure = catchThrowableOfType(Failure.class, () -> query("FROM log"));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.words()).contains("archive.folder");
    }

    @Test
    void leavesNothingInTheTemporaryFolder() throws IOException {
        List<Path> before = temporary();

        query("FROM log");

        assertThat(temporary()).isSubsetOf(before);
    }

    private Failure assertRefused(String sql, QueryLimits limits) {
        Failure failure = catchThrowableOfType(
                Failure.class, () -> new ParquetQueries(line(), files()).run(sql, Span.ALL, limits));
        assertThat(failure).as(sql).isNotNull();
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_VALUE);
        assertThat(failure.fields())
                .singleElement()
                .satisfies(field -> assertThat(field.path()).isEqualTo("/sql"));
        return failure;
    }

    private static List<Path> temporary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir", "/tmp")))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("hawser-query-"))
                    .toList();
        }
    }
}
