package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.FakeGateway.Behaviour;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Each row of the table of exit codes in COMMANDS.md, in the order of the table. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ExitCodeScenario {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (.+?) \\|");
  private static final TlsGateway ECHO = TlsGateway.with(TestCertificates.SERVER);

  /** Brings a command to its end. */
  @FunctionalInterface
  private interface Ending {
    Result end() throws Exception;
  }

  private static final Map<Integer, Ending> ENDINGS =
      Map.ofEntries(
          Map.entry(0, () -> connect(ECHO)),
          Map.entry(1, () -> connect(Misbehaviour.RESET_AFTER_HANDSHAKE)),
          Map.entry(2, ExitCodeScenario::probe),
          Map.entry(3, () -> CommandProcess.run("probe", "localhost:1")),
          Map.entry(64, () -> CommandProcess.run("connect", "x")),
          Map.entry(68, () -> CommandProcess.run("connect", "x", "--gateway", "gw.invalid:443")),
          Map.entry(69, () -> connect(Misbehaviour.UPSTREAM_UNAVAILABLE)),
          Map.entry(71, ExitCodeScenario::forwardToATakenPort),
          Map.entry(75, () -> connect(Misbehaviour.STALL, "--connect-timeout", "500ms")),
          Map.entry(76, () -> connect(Misbehaviour.NO_PROTOCOL)),
          Map.entry(77, () -> connect(ECHO.requiringClientCertificate())),
          Map.entry(78, () -> connect(ECHO, "--trust", "/no/such.pem")),
          Map.entry(80, () -> connect(Misbehaviour.UNKNOWN_SERVICE)),
          Map.entry(81, () -> connect(Misbehaviour.UNKNOWN_SERVER_NAME)),
          Map.entry(82, () -> connect(Misbehaviour.UNTRUSTED_CERTIFICATE)),
          Map.entry(
              127,
              () -> CommandProcess.run("run", "x", "--gateway", "localhost:1", "--", "/no/such")),
          Map.entry(130, () -> connectUntil("INT")),
          Map.entry(143, () -> connectUntil("TERM")));

  @TestFactory
  Stream<DynamicTest> eachRowIsHowACommandEnds() throws Exception {
    Map<Integer, String> rows = new TreeMap<>();
    String document =
        Files.readString(Path.of(System.getProperty("alpnmux.commands", "COMMANDS.md")));
    ROW.matcher(document)
        .results()
        .forEach(row -> rows.put(Integer.valueOf(row.group(1)), row.group(2)));
    assertThat(rows).containsOnlyKeys(ENDINGS.keySet());
    return new TreeMap<>(ENDINGS)
        .entrySet().stream()
            .map(
                ending ->
                    DynamicTest.dynamicTest(
                        ending.getKey() + ": " + rows.get(ending.getKey()),
                        () -> assertEnds(ending.getKey(), ending.getValue())));
  }

  private static void assertEnds(int code, Ending ending) throws Exception {
    Result end = ending.end();

    assertThat(end.exitCode()).as(end.errors()).isEqualTo(code);
    assertThat(end.errors().isEmpty()).isEqualTo(code == 0 || code == 2 || code > 128);
  }

  private static Result connect(Behaviour behaviour, String... options) throws Exception {
    try (FakeGateway gateway = FakeGateway.start(behaviour)) {
      return CommandProcess.run(arguments(gateway, options));
    }
  }

  /** Of an option that is given twice picocli takes none: what a test gives replaces ours. */
  private static String[] arguments(FakeGateway gateway, String... options) {
    List<String> arguments = new ArrayList<>(List.of("connect", "x", "--gateway"));
    arguments.add(gateway.address());
    if (!List.of(options).contains("--trust")) {
      arguments.addAll(List.of("--trust", gateway.authority().toString()));
    }
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }

  private static Result forwardToATakenPort() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(ECHO)) {
      return CommandProcess.run("forward", "x=" + gateway.port(), "--gateway", gateway.address());
    }
  }

  /** The JDK's own server is not as strict as a gateway. */
  private static Result probe() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(ECHO)) {
      return CommandProcess.run("probe", gateway.address(), "--hello-timeout", "250ms");
    }
  }

  private static Result connectUntil(String signal) throws Exception {
    try (FakeGateway gateway = FakeGateway.start(ECHO);
        CommandProcess connect = CommandProcess.start(arguments(gateway))) {
      connect.input().write('x');
      connect.input().flush();
      assertThat(connect.output().read()).isEqualTo('x');
      String number = String.valueOf(connect.pid());
      Process kill = new ProcessBuilder("kill", "-" + signal, number).start();
      assertThat(kill.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return connect.end();
    }
  }
}
