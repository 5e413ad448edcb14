package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ErrorText;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.client.AlpnmuxException;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.ServiceListing;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpnmux services}: what this client may open. */
@Command(
    name = "services",
    description = "List the services that you may open.",
    defaultValueProvider = EnvironmentDefaults.class,
    footer = {
      "",
      "Prints the names that 'connect' takes, one on each line. The gateway answers for",
      "your certificate, your address and the server name, if it keeps a list at all.",
      GatewayOptions.ENVIRONMENT,
      "Exit codes: 0 listed, 1 the connection broke, 64 usage, 68 gateway's name",
      "unknown, 69 gateway unavailable, 75 timeout, 76 not a list of services,",
      "77 client certificate, 78 unusable file or profile, 80 the gateway keeps no list,",
      "81 server name refused, 82 gateway not trusted."
    })
public final class ServicesCommand implements Callable<Integer> {
  @Mixin private final GatewayOptions gateway = new GatewayOptions();

  @Option(
      names = "--json",
      description = "Print one line of JSON, with more about each service, or a failure.")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure {
    ServiceListing listing = listing();
    if (json) {
      System.out.println(listing.json());
    } else {
      listing.services().forEach(System.out::println);
    }
    if (!listing.isComplete()) {
      System.err.println(
          ErrorText.warning("the gateway has more services than it can list; some are left out"));
    }
    return 0;
  }

  private ServiceListing listing() throws CommandFailure {
    try {
      return gateway.client(List.of()).services();
    } catch (NoSuchServiceException e) {
      throw new CommandFailure(
          ExitCode.NO_SUCH_SERVICE,
          e.getMessage(),
          "a gateway lists its services only where it is told to, and to whom it is told to",
          e);
    } catch (AlpnmuxException e) {
      throw DialFailure.of(e);
    } catch (ProtocolException e) {
      throw new CommandFailure(ExitCode.NOT_ACKNOWLEDGED, e.getMessage(), null, e);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.CONNECTION_FAILED, "the connection broke: " + e.getMessage(), null, e);
    }
  }
}
