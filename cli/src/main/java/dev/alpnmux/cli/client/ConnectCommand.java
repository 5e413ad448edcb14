package dev.alpnmux.cli.client;

import dev.alpnmux.cli.argument.ProtocolConverter;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.AlpnmuxException;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.ServiceSocket;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alpnmux connect}: a service on standard input and output. */
@Command(
    name = "connect",
    description = "Connect standard input and output to a service.",
    defaultValueProvider = EnvironmentDefaults.class,
    footer = {
      "",
      "The end of standard input ends the sending side; the command ends when the",
      "service does. For ssh: ProxyCommand alpnmux connect ssh --gateway HOST:PORT",
      GatewayOptions.ENVIRONMENT,
      "Exit codes: 0 the service ended the connection, 1 it ended with an error,",
      "64 usage, 68 gateway's name unknown, 69 gateway or service unavailable,",
      "71 standard output unusable, 75 timeout, 76 not acknowledged, 77 client",
      "certificate, 78 unusable file or profile, 80 no such service, 81 server name",
      "refused, 82 gateway not trusted; 130 after Ctrl-C, 143 after SIGTERM."
    })
public final class ConnectCommand implements Callable<Integer> {
  @Mixin private final GatewayOptions gateway = new GatewayOptions();

  @Option(names = "--json", description = "Print a failure as one line of JSON, on standard error.")
  @SuppressWarnings("UnusedVariable") // what prints a failure looks for it
  private boolean json;

  @Parameters(
      paramLabel = "SERVICE",
      converter = ProtocolConverter.class,
      description = "The name of the service: its ALPN id.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private ApplicationProtocol service;

  @Override
  public Integer call() throws CommandFailure {
    try (ServiceSocket socket = connect()) {
      ServiceOutput output = new ServiceOutput(socket);
      start(new Upload(new FileInputStream(FileDescriptor.in), output));
      ByteCopy.copy(socket.getInputStream(), new StandardOutput());
      output.requireIntact();
      return 0;
    } catch (AlpnmuxException e) {
      throw DialFailure.of(e);
    } catch (StandardOutput.Failure e) {
      throw new CommandFailure(ExitCode.SYSTEM, e.getMessage(), null, e);
    } catch (IOException e) {
      throw DialFailure.broken(service.toString(), e);
    }
  }

  private ServiceSocket connect() throws CommandFailure, IOException {
    String name = service.toString();
    AlpnmuxClient client = gateway.client(List.of(name));
    long start = System.nanoTime();
    try {
      return client.connect(name);
    } catch (NoSuchServiceException e) {
      Duration left = gateway.connectTimeout().minusNanos(System.nanoTime() - start);
      throw DialFailure.of(e, NearestService.hint(e, client, left));
    }
  }

  private static void start(Upload upload) {
    Thread thread = new Thread(upload, "standard input");
    // Its read cannot be interrupted: it must not keep the process when the service has ended.
    thread.setDaemon(true);
    thread.start();
  }

  /** Standard output without a buffer, whose failures are told apart from the connection's. */
  private static final class StandardOutput extends OutputStream {
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    static final class Failure extends IOException {
      private static final long serialVersionUID = 1L;

      Failure(IOException cause) {
        super("cannot write to standard output: " + cause.getMessage(), cause);
      }
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      try {
        out.write(octets, offset, length);
      } catch (IOException e) {
        throw new Failure(e);
      }
    }
  }
}
