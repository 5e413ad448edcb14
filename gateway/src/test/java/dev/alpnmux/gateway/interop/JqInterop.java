package dev.alpnmux.gateway.interop;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.testing.AccessLines;
import dev.alpnmux.gateway.testing.AccessLogSchema;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The lines and the commands of "The access log" in OPERATIONS.md, with a log really written. */
@EnabledIf(value = "isInstalled", disabledReason = "jq is not installed")
class JqInterop {
  private static final byte[] SENT = {'h', 'e', 'l', 'l', 'o'};

  @TempDir private Path folder;

  private int unknown;

  static boolean isInstalled() {
    return Program.areInstalled("jq");
  }

  private static List<String> blocks(String language) throws IOException {
    String section =
        Files.readString(Path.of("OPERATIONS.md"))
            .replaceFirst("(?s).*?\n## The access log\n", "")
            .replaceFirst("(?s)\n## .*", "");
    return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
        .matcher(section)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** A connection that is served, refusals with a line, and one without. */
  @BeforeEach
  void writeLog() throws Exception {
    byte[] ordres = hello("a.test", "ordres").record();
    try (ScriptedUpstream<Bytes> upstream =
        ScriptedUpstream.tcp(
            peer -> {
              peer.output().write(peer.input().readNBytes(SENT.length));
              return Bytes.receiveAll(peer.input());
            })) {
      String services = "'svc':{'upstreams':['" + upstream.address() + "']}";
      String log = folder.resolve("access.log").toString();
      String more = ",'accessLog':{'file':'" + log + "','refusalsPerSecond':1}";
      try (RunningGateway gateway =
          RunningGateway.of(TlsEngine.NATIVE, List.of("a"), services, more)) {
        serve(gateway);
        byte[] old = hello().protocols("svc", "x").versions(0x0302).record();
        RawClient.ask(gateway.address(), List.of(old));
        RunningGateway.awaitUntil("one without a line", () -> isLeftOut(gateway, ordres));
        upstream.result();
      }
    }
  }

  private static void serve(RunningGateway gateway) throws IOException {
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "svc")) {
      socket.getOutputStream().write(SENT);
      assertThat(socket.getInputStream().readNBytes(SENT.length)).isEqualTo(SENT);
    }
  }

  private boolean isLeftOut(RunningGateway gateway, byte[] hello) throws Exception {
    RawClient.ask(gateway.address(), List.of(hello));
    unknown++;
    return gateway.metric("alpnmux_access_log_dropped_total{reason=\"sampled\"}") > 0;
  }

  @Test
  void theLinesOfTheDocumentAreThoseThatAreWritten() throws Exception {
    AccessLines lines = new AccessLines(folder.resolve("access.log"));
    List<String> shown = blocks("json");
    assertThat(names(AccessLogSchema.valid(shown.get(0))))
        .isEqualTo(names(lines.now("end").get(0)));
    assertThat(names(AccessLogSchema.valid(shown.get(1))))
        .isEqualTo(names(lines.now("dropped").get(0)));
  }

  private static List<String> names(JsonNode line) {
    List<String> names = new ArrayList<>();
    line.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void everyCommandFindsWhatItSaysItDoes() throws Exception {
    List<String> commands =
        blocks("sh").get(0).lines().filter(line -> !line.startsWith("#")).toList();
    assertThat(commands).hasSize(5);
    assertThat(run(commands.get(0))).containsPattern("\\d tls_version\n");
    assertThat(run(commands.get(1))).containsPattern("^ *\\d+ ordres\n$");
    assertThat(run(commands.get(2))).isEqualTo("svc\t1\t5\n");
    assertThat(run(commands.get(3).replace("> 0.5", "> 0"))).contains("127.0.0.1", "TLS_");
    long ends = new AccessLines(folder.resolve("access.log")).now("end").size();
    assertThat(run(commands.get(4))).isEqualTo(unknown + 2 - ends + "\n");
  }

  private String run(String command) throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    shell.getOutputStream().close();
    String output = new String(shell.getInputStream().readAllBytes(), US_ASCII);
    assertThat(shell.waitFor()).as(output).isZero();
    return output;
  }
}
