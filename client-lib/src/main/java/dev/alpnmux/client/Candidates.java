package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Phase;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The gateways of one connect: those that are given, and those that DNS names. */
final class Candidates {
  private Candidates() {}

  /** Returns them in the order to try them; blocks while DNS is asked. */
  static List<Candidate> of(Call call, Deadline deadline) throws IOException {
    List<GatewaySource> sources = call.client().sources();
    List<Candidate> candidates = new ArrayList<>();
    for (GatewaySource source : sources) {
      // One share is for the connect itself.
      Deadline share = deadline.share(sources.size() + 1);
      Failures failures = call.failures(source.representative().address());
      try {
        candidates.addAll(source.candidates(call.asked(), within(share, call.cancellation())));
      } catch (UnknownHostException e) {
        call.tries().leadNowhere(failures.discovery(e));
      } catch (TimeoutException e) {
        call.tries().leadNowhere(failures.timeout(Phase.DNS, share, e));
      }
    }
    return call.client().order().of(candidates);
  }

  private static GatewaySource.Waiting within(Deadline share, Cancellation cancellation) {
    return new GatewaySource.Waiting() {
      @Override
      public <T> T await(Resolver.Lookup<T> lookup)
          throws UnknownHostException, SocketException, InterruptedIOException, TimeoutException {
        return cancellation.lookedUp(lookup, share);
      }
    };
  }
}
