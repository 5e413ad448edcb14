package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The script that brings the registry up to date, run with a copy of the registry of IANA. */
@EnabledIf("canRun")
class UpdateRegistryInterop {
  private static final Path REGISTRY = Path.of("src/main/resources/dev/alpnmux/spec/alpn-ids.tsv");
  private static final Path COPY_OF_IANA =
      Path.of("src/test/resources/registry/alpn-protocol-ids.csv");

  @TempDir Path folder;
  private Path file;

  /** In CI nothing may be missing. */
  static boolean canRun() {
    return "true".equals(System.getenv("CI"))
        || Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "python3")));
  }

  @BeforeEach
  void copyRegistry() throws IOException {
    file = Files.copy(REGISTRY, folder.resolve("alpn-ids.tsv"));
  }

  @Test
  void whatIsRegisteredIsTakenOverAndWhatIsOursStays() throws Exception {
    run(COPY_OF_IANA);

    assertThat(Files.readAllLines(file))
        .contains(
            "# asOf: 2026-01-31",
            "h2\t0x68 0x32\tHTTP/2 over TLS\tRFC 9999\ttls\ty\ty\tregistered\t",
            "new%2C1\t0x6E 0x65 0x77 0x2C 0x31\tSomething new\tRFC 9998\ttls\ty\ty\tregistered\t"
                + "new: transport, who speaks first and direct TLS not looked at")
        .anyMatch(
            line -> line.startsWith("ssh\t0x73 0x73 0x68\tSSH\tRFC 4253\ttls\tn\tn\tregistered"))
        .anyMatch(line -> line.startsWith("http/0.9\t") && line.contains("\thistoric\t"))
        .anyMatch(
            line -> line.startsWith("ftp\t") && line.contains("\tRFC 959, RFC 4217\ttls\tn\t"))
        .anyMatch(line -> line.startsWith("mysql\t") && line.contains("\tprivate\t"))
        .anyMatch(line -> line.startsWith("imap\t") && line.contains("\tprivate\t"));
  }

  @Test
  void everyChangeIsTold() throws Exception {
    assertThat(run(COPY_OF_IANA).lines())
        .contains(
            "changed: h2: HTTP/2 over TLS, RFC 9999",
            "new: new%2C1: Something new, RFC 9998",
            "registered by now: ssh: SSH, RFC 4253",
            "no longer there: imap: IMAP, RFC 2595")
        .noneMatch(line -> line.contains("mqtt") || line.contains("ntske") || line.contains("tds"));
  }

  @Test
  void aCopyThatIsNoRegistryChangesNothing() throws Exception {
    String columns = "Protocol,Identification Sequence,Reference\n";
    Path noOctets = Files.writeString(folder.resolve("a.csv"), columns + "X,none,[RFC1]\n");
    Path noTable = Files.writeString(folder.resolve("b.csv"), "<html>\n");

    assertThat(fail(noOctets)).contains("no octets in the row of 'X'");
    assertThat(fail(noTable)).contains("not the columns of the registry");
    assertThat(file).hasSameTextualContentAs(REGISTRY);
  }

  private String run(Path csv) throws Exception {
    return end(csv, 0);
  }

  private String fail(Path csv) throws Exception {
    return end(csv, 1);
  }

  private String end(Path csv, int status) throws Exception {
    List<String> command =
        List.of(
            "python3",
            "tools/update-registry",
            "--as-of",
            "2026-01-31",
            "--csv",
            csv.toString(),
            "--file",
            file.toString());
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue())
        .as("status of %s, which said: %s", command, text)
        .isEqualTo(status);
    return text;
  }
}
