package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.cli.testing.ServedGateway;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** What a client is told whose service is not there. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class SuggestionScenario {
  private static final String SERVICES =
      "'orders':{'builtin':'echo'},"
          + "'secret':{'builtin':'echo','from':{'deny':['127.0.0.0/8']}},"
          + "'alpnmux.services/1':{'builtin':'services'}";

  @TempDir Path folder;

  @Test
  void theNearestServiceThatTheClientMaySeeIsSuggested() throws Exception {
    try (ServedGateway gateway = ServedGateway.start(folder, SERVICES, "-Xmx128m")) {
      Result end = connect(gateway, "ordres");

      assertThat(end.errors())
          .startsWith("alpnmux: error: no service \"ordres\" at " + gateway.address())
          .endsWith("alpnmux: hint: did you mean \"orders\"?\n");
      assertThat(end.exitCode()).isEqualTo(80);
    }
  }

  @Test
  void whatTheClientMayNotSeeIsNeverSuggested() throws Exception {
    try (ServedGateway gateway = ServedGateway.start(folder, SERVICES, "-Xmx128m")) {
      for (String name : new String[] {"secre", "secret"}) {
        assertThat(connect(gateway, name).errors())
            .endsWith("alpnmux: hint: 'alpnmux services' lists what you may open here\n");
      }
    }
  }

  @Test
  void aGatewayThatKeepsNoListIsAskedOnceMoreAndNothingIsSaidOfIt() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      Result end = CommandProcess.run("connect", "x", "--gateway", gateway.address());

      assertThat(end.errors()).hasLineCount(1).startsWith("alpnmux: error: no service \"x\"");
      assertThat(gateway.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aGatewayThatIsSilentWhenItIsAskedCostsNoMoreThanTheConnectTimeout() throws Exception {
    FakeGateway.Behaviour refusesOnce =
        (socket, gateway) ->
            (gateway.accepted() == 1 ? Misbehaviour.UNKNOWN_SERVICE : Misbehaviour.STALL)
                .serve(socket, gateway);
    try (FakeGateway gateway = FakeGateway.start(refusesOnce)) {
      Result end =
          CommandProcess.run(
              "connect", "x", "--gateway", gateway.address(), "--connect-timeout", "3s");

      assertThat(end.errors()).hasLineCount(1);
      assertThat(end.exitCode()).isEqualTo(80);
    }
  }

  @Test
  void aRefusalIsOneObjectOnRequest() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      Result end = CommandProcess.run("connect", "x", "--json", "--gateway", gateway.address());

      String address = gateway.address();
      String attempt =
          "{'gateway':'%s','address':'127.0.0.1:%d','phase':'TLS','reason':'it has no such"
              + " service'}";
      assertThat(end.errors().replace('"', '\''))
          .isEqualTo(
              ("{'code':80,'reason':'no service \\'x\\' at %s (alert 120, no_application_protocol):"
                          + " check the service name','hints':[],'service':'x','gateway':'%s',"
                          + "'alert':120,'phase':'TLS','retryable':false,'attempts':[")
                      .formatted(address, address)
                  + attempt.formatted(address, gateway.port())
                  + "]}\n");
      assertThat(end.text()).isEmpty();
      assertThat(end.exitCode()).isEqualTo(80);
    }
  }

  private static Result connect(ServedGateway gateway, String service) throws Exception {
    return CommandProcess.run(
        "connect",
        service,
        "--gateway",
        gateway.address(),
        "--trust",
        gateway.authority().toString());
  }
}
