package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Ingress;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.Upstream;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.TestServiceGrpc;
import io.grpc.testing.integration.TestServiceImpl;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * gRPC from its own client through a gateway and a sidecar to its own server, with every policy in
 * between.
 */
@ExtendWith(NoLeaks.class)
@Timeout(60)
final class GrpcSystemTest {
  private static final String SERVICE = "POST /grpc.testing.TestService/";
  private static final ScheduledExecutorService EXECUTOR = Executors.newScheduledThreadPool(2);
  private static Server server;
  private static LiveSystem system;

  @BeforeAll
  static void start() throws Exception {
    server =
        OkHttpServerBuilder.forPort(0, InsecureServerCredentials.create())
            .maxInboundMessageSize(AbstractInteropTest.MAX_MESSAGE_SIZE)
            .addService(
                ServerInterceptors.intercept(
                    new TestServiceImpl(EXECUTOR), TestServiceImpl.interceptors()))
            .build()
            .start();
    Upstream grpc = new Upstream(List.of(), null, Upstream.Protocol.GRPC, null, null, false);
    Service interop =
        new Service(
                "interop",
                1,
                64,
                64,
                false,
                false,
                List.of(new Endpoint("any", false, List.of())),
                new Service.Program(List.of(), server.getPort()))
            .reached(Ingress.DEFAULT, grpc);
    Service full =
        new Service(
                "full",
                1,
                1,
                0,
                false,
                false,
                List.of(new Endpoint("any", false, List.of(new Step.Fails(1)))),
                null)
            .reached(Ingress.DEFAULT, grpc);
    Service gateway =
        new Service(
            "edge",
            1,
            1_000,
            0,
            false,
            true,
            List.of(
                route(SERVICE + "{method}", "interop"),
                route("POST /played.Service/Works", "played"),
                route("POST /played.Service/Fails", "full")),
            null);
    system =
        LiveSystem.start(
            Systems.of(gateway, interop, full).service("played", 1, 8, 8, Systems.work(1)).model(),
            LiveOptions.of(1).withLoops(1));
  }

  private static Endpoint route(String name, String callee) {
    String endpoint = callee.equals("played") ? "go" : "any";
    return new Endpoint(
        name, false, List.of(new Step.Call(new EndpointRef(callee, endpoint), null, 1, 1)));
  }

  @AfterAll
  static void stop() {
    system.close();
    server.shutdownNow();
    EXECUTOR.shutdownNow();
  }

  private static ManagedChannelBuilder<?> channel() {
    int port = URI.create(system.addresses().getFirst().url()).getPort();
    return OkHttpChannelBuilder.forAddress("127.0.0.1", port, InsecureChannelCredentials.create())
        .maxInboundMessageSize(AbstractInteropTest.MAX_MESSAGE_SIZE);
  }

  /** What a case does with a client. */
  interface Body {
    void run(Client client) throws Exception;
  }

  enum Case {
    EMPTY_UNARY(AbstractInteropTest::emptyUnary),
    LARGE_UNARY(AbstractInteropTest::largeUnary),
    CLIENT_COMPRESSED_UNARY(client -> client.clientCompressedUnary(false)),
    SERVER_COMPRESSED_UNARY(AbstractInteropTest::serverCompressedUnary),
    CLIENT_STREAMING(AbstractInteropTest::clientStreaming),
    SERVER_STREAMING(AbstractInteropTest::serverStreaming),
    PING_PONG(AbstractInteropTest::pingPong),
    EMPTY_STREAM(AbstractInteropTest::emptyStream),
    CANCEL_AFTER_BEGIN(AbstractInteropTest::cancelAfterBegin),
    CANCEL_AFTER_FIRST_RESPONSE(AbstractInteropTest::cancelAfterFirstResponse),
    DEADLINE_EXCEEDED(AbstractInteropTest::deadlineExceeded),
    CUSTOM_METADATA(AbstractInteropTest::customMetadata),
    STATUS_CODE_AND_MESSAGE(AbstractInteropTest::statusCodeAndMessage),
    SPECIAL_STATUS_MESSAGE(AbstractInteropTest::specialStatusMessage),
    UNIMPLEMENTED_METHOD(AbstractInteropTest::unimplementedMethod),
    UNIMPLEMENTED_SERVICE(AbstractInteropTest::unimplementedService),
    TIMEOUT_ON_SLEEPING_SERVER(AbstractInteropTest::timeoutOnSleepingServer);

    @SuppressWarnings("ImmutableEnumChecker") // a method
    private final Body body;

    Case(Body body) {
      this.body = body;
    }
  }

  /** gRPC's own client. */
  static final class Client extends AbstractInteropTest {
    @Override
    protected ManagedChannelBuilder<?> createChannelBuilder() {
      return channel();
    }

    @Override
    protected boolean metricsExpected() {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void grpcs_own_client_and_server_notice_no_difference(Case each) throws Exception {
    Client client = new Client();
    client.setUp();
    try {
      each.body.run(client);
    } finally {
      client.tearDown();
    }
  }

  private static Status statusOf(String method, long timeoutMillis) throws Exception {
    ManagedChannel channel = channel().build();
    try {
      var call =
          TestServiceGrpc.getEmptyCallMethod().toBuilder()
              .setFullMethodName("played.Service/" + method)
              .build();
      StatusRuntimeException refused =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  io.grpc.stub.ClientCalls.blockingUnaryCall(
                      channel,
                      call,
                      io.grpc.CallOptions.DEFAULT.withDeadlineAfter(
                          timeoutMillis, TimeUnit.MILLISECONDS),
                      Empty.getDefaultInstance()));
      return refused == null ? Status.OK : refused.getStatus();
    } finally {
      channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_stand_in_answers_with_an_empty_message() throws Exception {
    assertThat(statusOf("Works", 10_000).getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void a_failure_is_told_as_a_status_of_grpc() throws Exception {
    assertThat(statusOf("Fails", 10_000).getCode()).isEqualTo(Status.Code.UNKNOWN);
    Status unknown = statusOf("Nobody", 10_000);
    assertThat(unknown.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(unknown.getDescription()).startsWith("no route for POST /played.Service/Nobody");
  }
}
