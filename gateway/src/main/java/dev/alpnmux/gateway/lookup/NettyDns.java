package dev.alpnmux.gateway.lookup;

import dev.alpnmux.gateway.upstream.SrvRecord;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.dns.impl.DnsAddressResolverProvider;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Netty's resolver, with the servers and all other settings of the Vert.x instance. Vert.x's own
 * resolver does not tell for how long an answer is good, and its DNS client asks one server only.
 * Only for the event loop of its context.
 */
final class NettyDns implements Dns {
  /**
   * A second server is asked within the time that a client waits for a connect, 5 seconds if the
   * configuration says nothing else.
   */
  private static final long QUERY_MILLIS_MAX = 2000;

  /** What the hosts file says has no time to live. */
  private static final Duration LOCAL = Duration.ofSeconds(30);

  private final ContextInternal context;
  private final TimesToLive times = new TimesToLive();
  private final DnsNameResolver resolver;

  /** Reads the hosts file, as Vert.x does for its DNS clients. */
  NettyDns(ContextInternal context) {
    this.context = context;
    var options = context.owner().nameResolver().options();
    DnsNameResolverBuilder builder =
        DnsAddressResolverProvider.create(context.owner(), options).getDnsNameResolverBuilder();
    EventLoop eventLoop = context.nettyEventLoop();
    this.resolver =
        builder
            .eventLoop(eventLoop)
            .resolveCache(times)
            .cnameCache(times)
            .queryTimeoutMillis(Math.min(options.getQueryTimeout(), QUERY_MILLIS_MAX))
            .build();
  }

  @Override
  public Future<Answer<List<InetAddress>>> addresses(String host) {
    return on(context, resolver.resolveAll(host))
        .map(found -> new Answer<>(found, times.taken(host).orElse(LOCAL)));
  }

  @Override
  public Future<Answer<List<SrvRecord>>> records(String name) {
    // With its dot it is looked up as it is, in no search domain.
    DefaultDnsQuestion question = new DefaultDnsQuestion(name + '.', DnsRecordType.SRV);
    return on(context, resolver.resolveAll(question)).compose(NettyDns::read);
  }

  private static <T> Future<T> on(
      ContextInternal context, io.netty.util.concurrent.Future<T> asked) {
    PromiseInternal<T> promise = context.promise();
    asked.addListener(promise);
    return promise.future().recover(failure -> Future.failedFuture(LookupException.of(failure)));
  }

  private static Future<Answer<List<SrvRecord>>> read(List<DnsRecord> records) {
    try {
      List<SrvData.Read> read = records.stream().flatMap(r -> data(r).stream()).toList();
      long seconds = records.stream().mapToLong(DnsRecord::timeToLive).min().orElse(0);
      return read.isEmpty()
          ? Future.failedFuture(new LookupException("none of its SRV records can be used"))
          : Future.succeededFuture(
              new Answer<>(
                  read.stream().flatMap(r -> r.record().stream()).toList(),
                  Duration.ofSeconds(seconds)));
    } finally {
      records.forEach(ReferenceCountUtil::release);
    }
  }

  private static Optional<SrvData.Read> data(DnsRecord record) {
    return record instanceof ByteBufHolder raw ? SrvData.read(raw.content()) : Optional.empty();
  }

  @Override
  public void close() {
    resolver.close();
  }
}
