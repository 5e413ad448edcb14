package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.util.List;
import java.util.function.Consumer;

/** What the steps of one connect share. */
record Call(
    AlpnmuxClient client,
    List<ApplicationProtocol> asked,
    Dial dial,
    Tries tries,
    Cancellation cancellation) {
  static Call of(AlpnmuxClient client, List<ApplicationProtocol> asked) {
    Dial dial = new Dial(Failures.written(asked));
    return new Call(client, asked, dial, new Tries(client, dial), new Cancellation());
  }

  void tell(Consumer<ClientEvents> news) {
    client.announcer().tell(news);
  }

  Failures failures(GatewayAddress gateway) {
    return new Failures(asked, gateway);
  }

  ConnectionAccount account() {
    return new ConnectionAccount(dial, client.announcer());
  }
}
