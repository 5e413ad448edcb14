package dev.alpnmux.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.probe.Outcome.Result;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.ApplicationProtocol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The probe on gateways of ours, as they are and as they may be set up. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ProbeScenario {
  private static final String SERVICES =
      "'echo':{'builtin':'echo'},'daytime':{'builtin':'daytime'}";
  private static final String SHORT = ",'timeouts':{'hello':'1s'}";

  /** Held, for the loggers of the JDK forget what is set at one that nobody holds. */
  private static final Logger LOGGER = Logger.getLogger("dev.alpnmux");

  /** A line for each refusal is what the gateway is told to write, and would hide all others. */
  @BeforeAll
  static void logWarningsOnly() {
    LOGGER.setLevel(Level.WARNING);
  }

  @AfterAll
  static void logAsBefore() {
    LOGGER.setLevel(null);
  }

  private static Target target(RunningGateway gateway, String... services) {
    return new Target(
        "127.0.0.1",
        gateway.address(),
        Optional.of("a.test"),
        Arrays.stream(services).map(ApplicationProtocol::parse).toList(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        false,
        Optional.of("hello\n".getBytes(StandardCharsets.US_ASCII)));
  }

  private static List<Finding> probe(Target target) throws Exception {
    Path authority = TestCertificates.FOLDER.resolve("ca.pem");
    return new Probe(Subject.meet(target), WitnessedTrust.in(Optional.of(authority)))
        .run(findings -> {});
  }

  private static RunningGateway gateway(TlsEngine engine, String listener, String services) {
    return RunningGateway.of(engine, document(listener, services));
  }

  private static String document(String listener, String services) {
    return "{'listeners':[{'name':'public','address':'127.0.0.1:0'"
        + listener
        + "}],'certificates':[{'certificate':'a.pem','privateKey':'a.key'}],'services':{"
        + services
        + '}'
        + SHORT
        + '}';
  }

  private static List<String> names(List<Finding> findings, Result result) {
    return findings.stream()
        .filter(finding -> finding.outcome().result() == result)
        .map(finding -> finding.check().name())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void everyEngineKeepsTheRequirements(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = gateway(engine, "", SERVICES)) {
      List<Finding> findings = probe(target(gateway, "echo", "daytime"));

      // SPEC.md §8.6: Netty's engine on OpenSSL cannot close one direction.
      List<String> known = engine == TlsEngine.OPENSSL ? List.of("half-close") : List.of();
      assertThat(names(findings, Result.FAIL)).isSubsetOf(known);
      assertThat(names(findings, Result.NOT_APPLICABLE)).contains("no-name", "no-name-tls12");
      assertThat(names(findings, Result.PASS)).hasSizeGreaterThan(43);
    }
  }

  @Test
  void whatWasToldIsRequiredIsNotMerelyAllowed() throws Exception {
    try (RunningGateway gateway =
        gateway(TlsEngine.NATIVE, ",'requireServerName':true", SERVICES)) {
      assertThat(names(probe(target(gateway, "echo", "daytime")), Result.PASS))
          .contains("no-name", "no-name-tls12");
    }
  }

  @Test
  void aDefaultServiceIsFoundAndMayBeDeclared() throws Exception {
    try (RunningGateway gateway = gateway(TlsEngine.NATIVE, ",'defaultService':'echo'", SERVICES)) {
      Target target = target(gateway, "echo");
      Target declared =
          new Target(
              target.host(),
              target.address(),
              target.serverName(),
              target.services(),
              target.patience(),
              target.helloTimeout(),
              true,
              target.request());

      assertThat(names(probe(target), Result.FAIL)).containsExactly("no-alpn");
      assertThat(names(probe(declared), Result.FAIL)).isEmpty();
    }
  }

  @Test
  void aListenerThatOnlyReportsDoesNotConform() throws Exception {
    try (RunningGateway gateway =
        gateway(TlsEngine.NATIVE, ",'defaultService':'echo','strictness':'report'", SERVICES)) {
      assertThat(names(probe(target(gateway, "echo")), Result.FAIL))
          .contains("unknown-id", "no-alpn", "grease-alone", "similar-ids");
    }
  }

  @Test
  void everyCheckIsAboutARequirementThatMustBeKept() throws Exception {
    String list = Files.readString(Path.of(System.getProperty("alpnmux.conformance")));
    List<String> required =
        Pattern.compile("\"id\": \"(AMX-[A-Z]+-[0-9]+)\",\\s+\"level\": \"MUST( NOT)?\"")
            .matcher(list)
            .results()
            .map(match -> match.group(1))
            .toList();

    try (RunningGateway gateway = gateway(TlsEngine.NATIVE, "", SERVICES)) {
      List<Finding> findings = probe(target(gateway));

      assertThat(findings).extracting(f -> f.check().requirement()).isSubsetOf(required);
      assertThat(findings).extracting(f -> f.check().name()).doesNotHaveDuplicates();
    }
  }

  @Test
  void everyConnectionIsOverWhenItEndsAndTheGatewayServesOn() throws Exception {
    try (RunningGateway gateway = gateway(TlsEngine.NATIVE, "", SERVICES)) {
      probe(target(gateway, "echo", "daytime"));

      gateway.awaitConnections(0);
      try (SSLSocket client = gateway.dial("a.test", "TLSv1.3", "echo")) {
        client.startHandshake();
        assertThat(client.getApplicationProtocol()).isEqualTo("echo");
      }
    }
  }

  @Test
  void aServiceThatIsNotThereIsNoGroundToJudgeFrom() throws Exception {
    try (RunningGateway gateway = gateway(TlsEngine.NATIVE, "", SERVICES)) {
      assertThat(failure(target(gateway, "no-such")))
          .hasMessage("the service no-such is not to be had: alert 120 (no_application_protocol)");
      Target unknown =
          new Target(
              "127.0.0.1",
              gateway.address(),
              Optional.of("other.test"),
              List.of(),
              Duration.ofSeconds(10),
              Duration.ofSeconds(5),
              false,
              Optional.empty());
      assertThat(failure(target(gateway, "echo", "no-such")))
          .hasMessageStartingWith("the service no-such is not to be had: alert 120");
      assertThat(failure(unknown))
          .hasMessage(
              "the server does not know the name other.test: alert 112 (unrecognized_name)");
    }
  }

  @Test
  void aNameThatIsMissingIsNoGroundToJudgeFrom() throws Exception {
    try (RunningGateway gateway =
        gateway(TlsEngine.NATIVE, ",'requireServerName':true", SERVICES)) {
      Target nameless =
          new Target(
              "127.0.0.1",
              gateway.address(),
              Optional.empty(),
              List.of(),
              Duration.ofSeconds(10),
              Duration.ofSeconds(5),
              false,
              Optional.empty());
      assertThat(failure(nameless))
          .hasMessage("the server wants a name: alert 109 (missing_extension)");
    }
  }

  /** Its responder is up only while there is a certificate to get. */
  @Test
  void aServiceForValidationsMayBeDown() throws Exception {
    String acme = ",'acme-tls/1':{'mode':'passthrough','upstreams':['127.0.0.1:1']}";
    try (RunningGateway gateway = gateway(TlsEngine.NATIVE, "", SERVICES + acme)) {
      List<Finding> findings = probe(target(gateway, "echo"));

      assertThat(names(findings, Result.FAIL)).isEmpty();
      assertThat(names(findings, Result.NOT_APPLICABLE)).contains("acme-alone");
    }
  }

  /** Versions of one service have ids that differ by an octet (SPEC.md §4.4). */
  @Test
  void servicesMayBeAlike() throws Exception {
    String alike = "'x-a':{'builtin':'echo'},'a':{'builtin':'echo'}";
    try (RunningGateway gateway = gateway(TlsEngine.NATIVE, "", alike)) {
      assertThat(names(probe(target(gateway, "a", "x-a")), Result.FAIL)).isEmpty();
    }
  }

  private static CommandFailure failure(Target target) {
    List<CommandFailure> failures = new ArrayList<>();
    try {
      Subject.meet(target);
    } catch (CommandFailure e) {
      failures.add(e);
    }
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).exitCode().code()).isEqualTo(3);
    assertThat(failures.get(0).hint()).isPresent();
    return failures.get(0);
  }

  /** The lines of the example in COMMANDS.md, but for what differs from run to run. */
  @Test
  void theExampleIsWhatItPrints() throws Exception {
    String document =
        Files.readString(Path.of(System.getProperty("alpnmux.commands", "COMMANDS.md")));
    String example =
        Pattern.compile("(?s)(?<=\\$ \\./alpnmux probe ).*?(?=```)")
            .matcher(document)
            .results()
            .map(MatchResult::group)
            .findFirst()
            .orElseThrow();
    try (RunningGateway gateway = gateway(TlsEngine.NATIVE, "", SERVICES)) {
      String printed = ProbeOutput.text(target(gateway, "echo"));

      assertThat(printed.lines().map(String::strip))
          .containsAll(
              example.lines().skip(3).map(String::strip).filter(l -> !l.equals("…")).toList());
    }
  }

  @Test
  void jsonIsWhatItsSchemaSays() throws Exception {
    try (RunningGateway gateway = gateway(TlsEngine.NATIVE, ",'defaultService':'echo'", SERVICES)) {
      ProbeOutput.checkJson(target(gateway, "echo"));
    }
  }
}
