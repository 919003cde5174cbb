package dev.ballast.live.discovery;

import dev.ballast.kernel.Units;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks the DNS (RFC 1035) for the records of names, with their time to live. An answer that was cut
 * short is asked for again over TCP. Names are whole: the system's servers are used, its search
 * domains are not.
 */
final class DnsNames implements AutoCloseable {
  private static final long TIMEOUT_MILLIS = 3_000;

  /** What one kind of record says about a name. */
  sealed interface Records {
    /** Some. */
    record Some(List<Resource> all, long ttlNanos) implements Records {}

    /** The servers know of none. */
    record None(String why) implements Records {}

    /** Nothing was learned. */
    record Unknown(String why) implements Records {}
  }

  /** A record's content. */
  sealed interface Resource {
    /** An A or AAAA record. */
    record Host(InetAddress address) implements Resource {}

    /** An SRV record (RFC 2782). */
    record Server(int priority, int weight, int port, String target) implements Resource {}
  }

  private final DnsNameResolver resolver;

  /**
   * A client of DNS on this loop.
   *
   * @param server null for those of the system
   */
  DnsNames(EventLoop loop, @Nullable InetSocketAddress server) {
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder(loop)
            .datagramChannelType(NioDatagramChannel.class)
            .socketChannelType(NioSocketChannel.class)
            .queryTimeoutMillis(TIMEOUT_MILLIS)
            .maxQueriesPerResolve(8);
    if (server != null) {
      builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(server));
    }
    resolver = builder.build();
  }

  CompletableFuture<Records> ask(String name, DnsRecordType type) {
    CompletableFuture<Records> answer = new CompletableFuture<>();
    try {
      resolver
          .resolveAll(new DefaultDnsQuestion(name, type))
          .addListener((Future<List<DnsRecord>> future) -> answer.complete(records(future, type)));
    } catch (IllegalArgumentException e) {
      answer.complete(new Records.Unknown("it is not a name of the DNS"));
    }
    return answer;
  }

  private static Records records(Future<List<DnsRecord>> future, DnsRecordType type) {
    if (!future.isSuccess()) {
      return why(future.cause());
    }
    List<Resource> all = new ArrayList<>();
    long ttlSeconds = Long.MAX_VALUE / Units.SECOND;
    try {
      for (DnsRecord record : future.getNow()) {
        Resource read = read(record, type);
        if (read != null) {
          all.add(read);
          ttlSeconds = Math.min(ttlSeconds, record.timeToLive());
        }
      }
    } catch (RuntimeException | UnknownHostException e) {
      return new Records.Unknown("the answer cannot be read");
    } finally {
      future.getNow().forEach(ReferenceCountUtil::release);
    }
    return all.isEmpty()
        ? new Records.None("there is no " + type.name() + " record")
        : new Records.Some(all, ttlSeconds * Units.SECOND);
  }

  private static Records why(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof DnsErrorCauseException error) {
      return error.getCode().equals(DnsResponseCode.NXDOMAIN)
          ? new Records.None("there is no such name")
          : new Records.Unknown("the name server says " + error.getCode());
    }
    if (DnsNameResolver.isTransportOrTimeoutError(failure)
        || DnsNameResolver.isTransportOrTimeoutError(cause)) {
      return new Records.Unknown("no name server answers");
    }
    return failure instanceof UnknownHostException
        ? new Records.None("there is no record")
        : new Records.Unknown("the look-up failed (" + failure.getClass().getSimpleName() + ")");
  }

  private static @Nullable Resource read(DnsRecord record, DnsRecordType type)
      throws UnknownHostException {
    if (!record.type().equals(type) || !(record instanceof DnsRawRecord raw)) {
      return null;
    }
    ByteBuf content = raw.content();
    if (type.equals(DnsRecordType.SRV)) {
      int priority = content.readUnsignedShort();
      int weight = content.readUnsignedShort();
      int port = content.readUnsignedShort();
      return new Resource.Server(
          priority, weight, port, DefaultDnsRecordDecoder.decodeName(content));
    }
    byte[] octets = new byte[content.readableBytes()];
    content.readBytes(octets);
    return new Resource.Host(InetAddress.getByAddress(octets));
  }

  @Override
  public void close() {
    resolver.close();
  }
}
