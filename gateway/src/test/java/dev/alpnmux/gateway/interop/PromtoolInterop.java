package dev.alpnmux.gateway.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Prometheus itself has to say about the metrics. */
@EnabledIf(value = "isInstalled", disabledReason = "promtool is not installed")
class PromtoolInterop {
  private static final String SERVICES =
      "'echo':{'builtin':'echo'},'dead':{'upstreams':['localhost:1'],'limits':{'connections':9}}";

  static boolean isInstalled() {
    return Program.areInstalled("promtool");
  }

  @ParameterizedTest
  @EnumSource
  void promtoolHasNothingToSayAboutTheMetricsOfAnIdleGatewayNorOfOneInUse(TlsEngine engine)
      throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES)) {
      assertThat(check(gateway)).isEmpty();
      use(gateway);
      assertThat(check(gateway)).isEmpty();
    }
  }

  private static void use(RunningGateway gateway) throws IOException {
    for (String id : List.of("nope", "dead")) {
      RawClient.ask(gateway.address(), List.of(HelloBuilder.hello("a.test", id).record()));
    }
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo");
        OutputStream out = socket.getOutputStream()) {
      out.write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
    }
  }

  private static String check(RunningGateway gateway) throws Exception {
    String metrics = gateway.admin("/metrics").body();
    try (Program promtool = Program.start("promtool", "check", "metrics")) {
      promtool.say(metrics);
      return promtool.endInput().succeed();
    }
  }
}
