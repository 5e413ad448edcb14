package dev.alpnmux.grafana.board;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files are what is written here; {@code -Dboards.write=true} writes them anew. */
class BoardFilesTest {
  private static final Path FOLDER = Path.of("dashboards");

  static List<Board> boards() {
    return Board.all();
  }

  @ParameterizedTest
  @MethodSource("boards")
  void theFileIsTheBoard(Board board) throws IOException {
    Path file = FOLDER.resolve(board.name() + ".json");
    String text = text(board);
    if (Boolean.getBoolean("boards.write")) {
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file))
        .as("%s; mvn test -pl grafana -Dboards.write=true brings it up to date", file)
        .isEqualTo(text);
  }

  @Test
  void thereAreNoOtherFiles() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Board.all().stream().map(board -> board.name() + ".json").toList());
    }
  }

  private static String text(Board board) throws IOException {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    return new ObjectMapper().writer(printer).writeValueAsString(board.json()) + "\n";
  }
}
