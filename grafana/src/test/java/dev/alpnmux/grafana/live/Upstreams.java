package dev.alpnmux.grafana.live;

import dev.alpnmux.gateway.testing.MortalUpstream;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Upstreams of every temper, and the services that lead to them. */
final class Upstreams implements AutoCloseable {
  private final MortalUpstream plain = new MortalUpstream(Optional.empty(), "");
  private final MortalUpstream mortal = new MortalUpstream(Optional.empty(), "");
  private final MortalUpstream secure = tls("upstream", "reencrypt");
  private final MortalUpstream through = tls("upstream", "passthrough");
  private final MortalUpstream expired = tls("expired", "bad-certificate");
  private final MortalUpstream another = tls("upstream", "another-id");
  private final ScriptedUpstream<Integer> silent =
      ScriptedUpstream.tcp(peer -> peer.input().readAllBytes().length);
  private final int closedPort = FreePorts.take(1).get(0);

  Upstreams() throws IOException {}

  private static MortalUpstream tls(String certificate, String protocol) throws IOException {
    return new MortalUpstream(Optional.of(TestCertificates.showing(certificate)), protocol);
  }

  /** The one that can die. */
  MortalUpstream mortal() {
    return mortal;
  }

  /** The services as the configuration writes them; single quotes stand for double ones. */
  String services() {
    return String.join(
        ",",
        "'echo':{'builtin':'echo','tcpmux':true,'public':true}",
        "'drained':{'builtin':'echo'}",
        "'full':{'builtin':'echo','limits':{'connections':1}}",
        "'only-b':{'builtin':'echo','serverNames':['b.test']}",
        "'clients':{'builtin':'echo','clients':{'certificateAuthorities':['PEM/ca.pem'],"
            + "'allow':['dns:*.ops.test'],'crl':'PEM/ca.crl'}}",
        "'terminate':{'upstreams':['" + plain.address() + "'],'limits':{'connections':100}}",
        "'pair':{'upstreams':['"
            + plain.address()
            + "','"
            + closed()
            + "'],'health':{'failuresMax':1,'ejection':'10m'}}",
        "'checked':{'upstreams':['"
            + mortal.address()
            + "'],'health':{'check':{'protocol':'tcp','interval':'500ms','rise':1,'fall':1}}}",
        reencrypt("reencrypt", secure.address()),
        reencrypt("bad-certificate", expired.address()),
        reencrypt("bad-id", another.address()),
        reencrypt("silent", silent.address())
            .replaceFirst("}$", ",'timeouts':{'connect':'500ms'}}"),
        "'closed':{'upstreams':['" + closed() + "']}",
        "'nowhere':{'upstreams':['nowhere.invalid:1']}",
        passthrough("passthrough"),
        passthrough("passthrough-too"),
        "'acme-tls/1':{'mode':'passthrough','upstreams':['" + through.address() + "']}");
  }

  private String closed() {
    return "127.0.0.1:" + closedPort;
  }

  private static String reencrypt(String name, String upstream) {
    return "'"
        + name
        + "':{'mode':'reencrypt','upstreams':['"
        + upstream
        + "'],'upstreamTls':{'certificateAuthorities':['PEM/ca.pem'],"
        + "'serverName':'upstream.test'}}";
  }

  private String passthrough(String name) {
    return "'"
        + name
        + "':{'mode':'passthrough','serverNames':['upstream.test'],'upstreams':['"
        + through.address()
        + "']}";
  }

  @Override
  public void close() throws IOException {
    for (MortalUpstream upstream : List.of(plain, mortal, secure, through, expired, another)) {
      upstream.close();
    }
    silent.close();
  }
}
