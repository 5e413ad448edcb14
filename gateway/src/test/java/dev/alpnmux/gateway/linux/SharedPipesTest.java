package dev.alpnmux.gateway.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.linux.LoopThread.Pair;
import dev.alpnmux.gateway.testing.RunningGateway;
import io.netty.channel.epoll.Epoll;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SharedPipesTest {
  private final SharedPipes pipes = new SharedPipes();

  /** The calls of pipes and sockets come with Netty's epoll library. */
  @BeforeAll
  static void load() {
    Epoll.ensureAvailability();
  }

  @AfterEach
  void nothingIsLent() {
    assertThat(pipes.lent()).isZero();
    pipes.free();
  }

  private Pipe lend() {
    return requireNonNull(pipes.lend());
  }

  @Test
  void emptyPipeIsLentAgain() {
    Pipe first = lend();
    first.giveBack();
    Pipe second = lend();
    assertThat(second).isSameAs(first);
    assertThat(pipes.lent()).isEqualTo(1);
    assertThat(pipes.lentEver()).isEqualTo(2);
    second.giveBack();
  }

  /** Or the bytes of one connection would reach another. */
  @Test
  void pipeWithBytesInItIsClosedAndNeverLentAgain() throws Exception {
    Pair pair = Pair.open();
    pair.peer().getOutputStream().write("secret".getBytes(UTF_8));
    Pipe first = lend();
    RunningGateway.awaitUntil("bytes", () -> first.fill(pair.ours()) > 0);
    assertThat(first.held()).isEqualTo(6);
    first.giveBack();
    assertThat(first.isOpen()).isFalse();
    Pipe second = lend();
    assertThat(second).isNotSameAs(first);
    assertThat(second.held()).isZero();
    second.drain(pair.ours());
    pair.ours().close();
    assertThat(pair.peer().getInputStream().read()).isEqualTo(-1);
    pair.peer().close();
    second.giveBack();
  }

  /** Each is two descriptors, and what is in it is the kernel's memory. */
  @Test
  void soManyAreLentAndNoMore() {
    List<Pipe> all = new ArrayList<>();
    for (int i = 0; i < SharedPipes.LENT_MAX; i++) {
      all.add(lend());
    }
    assertThat(pipes.lend()).isNull();
    all.remove(0).giveBack();
    all.add(lend());
    assertThat(pipes.lend()).isNull();
    all.forEach(Pipe::giveBack);
    assertThat(all.stream().filter(Pipe::isOpen)).hasSize(SharedPipes.SPARE_MAX);
  }
}
