package dev.alpnmux.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines that people see: golden texts, which are user interface. */
class StatusViewTest {
  private static final Size ENDLESS = new Size(Integer.MAX_VALUE, 60);
  private static final String OUTAGE = "NO ANSWER, the numbers are 12s old: Connection refused";

  @Test
  void aBusyGatewayOnPaperIsShownAsAWhole() throws Exception {
    assertThat(text("busy.json", Optional.empty(), ENDLESS)).isEqualTo(Samples.text("busy.txt"));
  }

  @Test
  void onATerminalOfEightyColumnsEachSectionHasItsShare() throws Exception {
    assertThat(text("busy.json", Optional.of(OUTAGE), new Size(80, 24)))
        .isEqualTo(Samples.text("busy-80x24.txt"));
  }

  @Test
  void onANarrowTerminalTheEndsOfLinesAreCut() throws Exception {
    assertThat(text("busy.json", Optional.empty(), new Size(40, 60)))
        .isEqualTo(Samples.text("busy-40x60.txt"));
  }

  @Test
  void aGatewayWithoutAnythingHasNoSections() throws Exception {
    assertThat(text("idle.json", Optional.empty(), ENDLESS)).isEqualTo(Samples.text("idle.txt"));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,3", "7,5", "20,8", "80,10", "200,200"})
  void noLineIsLongerOrMoreThanThereIsRoomFor(int columns, int rows) throws Exception {
    List<Line> lines =
        new StatusView(Samples.status(Samples.text("busy.json")), "127.0.0.1:9440")
            .lines(Optional.of(OUTAGE), new Size(columns, rows));

    assertThat(lines).hasSizeLessThanOrEqualTo(rows).isNotEmpty();
    assertThat(lines)
        .allSatisfy(line -> assertThat(line.plain()).hasSizeLessThanOrEqualTo(columns));
  }

  @Test
  void theExampleOfTheDocumentIsWhatIsShown() throws Exception {
    String document = Files.readString(Path.of("COMMANDS.md"));

    assertThat(document)
        .contains(
            "$ ./alpnmux top --once\n"
                + text("example.json", Optional.empty(), new Size(120, 60))
                + "```\n");
  }

  @Test
  void aDrainIsTold() throws Exception {
    String draining =
        Samples.text("idle.json").replace("\"draining\": false", "\"draining\": true");

    assertThat(render(draining, Optional.empty(), ENDLESS)).contains(": DRAINING, up 0s");
  }

  /** The gateway escapes what clients choose; this does not rely on it. */
  @Test
  void hostileWordsNeitherCommandTheTerminalNorMakeALine() throws Exception {
    String evil = "\\u001b[2J\\u0007\\r\\nfake\\u009b31m\\u202egnp\\ud83d";
    String hostile =
        Samples.text("busy.json")
            .replace("postgresql", "p" + evil)
            .replace("db.example.com", "d" + evil)
            .replace("unknown_service", "u" + evil)
            .replace("203.0.113.9:50112", "c" + evil)
            .replace("the client offered", "f" + evil)
            .replace("unknown key", "k" + evil)
            .replace("0123456789ab", "h" + evil)
            .replace("0.0.0.0:8443", "a" + evil);
    List<Line> lines =
        new StatusView(Samples.status(hostile), "127.0.0.1:9440").lines(Optional.empty(), ENDLESS);

    assertThat(lines).hasSameSizeAs(Samples.text("busy.txt").lines().toList());
    assertThat(lines).allSatisfy(line -> assertThat(line.plain()).matches("[ -~]*"));
    assertThat(lines)
        .extracting(line -> line.styled().replaceAll("\u001b\\[[0-9;]{1,4}m", ""))
        .allSatisfy(text -> assertThat(text).matches("[ -~]*"));
    assertThat(text(lines)).contains("p%1B[2J%07%0D%0Afake%C2%9B31m%E2%80%AEgnp?");
  }

  @Test
  void withoutItsStylesAStyledLineSaysTheSame() throws Exception {
    List<Line> lines =
        new StatusView(Samples.status(Samples.text("busy.json")), "127.0.0.1:9440")
            .lines(Optional.of(OUTAGE), new Size(80, 24));

    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line.styled().replaceAll("\u001b\\[[0-9;]*m", "").stripTrailing())
                    .isEqualTo(line.plain()));
    assertThat(lines).anySatisfy(line -> assertThat(line.styled()).contains("\u001b[1;31m"));
  }

  private static String text(String sample, Optional<String> outage, Size size) throws Exception {
    return render(Samples.text(sample), outage, size);
  }

  private static String render(String json, Optional<String> outage, Size size) throws Exception {
    return text(new StatusView(Samples.status(json), "127.0.0.1:9440").lines(outage, size));
  }

  private static String text(List<Line> lines) {
    return lines.stream().map(line -> line.plain() + '\n').collect(Collectors.joining());
  }
}
