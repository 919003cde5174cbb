package dev.ballast.live.http2;

import dev.ballast.live.NoLeaks;
import dev.ballast.live.http.Limits;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.TestServiceImpl;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The interoperability cases of gRPC, with its own client and server and a hop of ours between
 * them. Left out: the cases that concern no hop but credentials of clouds (compute_engine_creds,
 * jwt_token_creds, oauth2_auth_token, per_rpc_creds, google_default_credentials), load balancing
 * and load reports (pick_first_unary, orca_*), the long soaks (rpc_soak, channel_soak), and what
 * the server in Java does not check (that a message came compressed where it was to).
 */
@ExtendWith(NoLeaks.class)
@Timeout(60)
class GrpcInteropTest {
  private static final ScheduledExecutorService EXECUTOR = Executors.newScheduledThreadPool(2);
  private static Served served;
  private static Server server;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    served = new Served();
    server =
        OkHttpServerBuilder.forPort(0, InsecureServerCredentials.create())
            .maxInboundMessageSize(AbstractInteropTest.MAX_MESSAGE_SIZE)
            .addService(
                ServerInterceptors.intercept(
                    new TestServiceImpl(EXECUTOR), TestServiceImpl.interceptors()))
            .build()
            .start();
    Http2Client next = served.connect(server.getPort(), new Asked.Heard(), Limits.DEFAULT);
    port = served.serve(new Hop(next), Limits.DEFAULT);
  }

  @AfterAll
  static void stop() {
    server.shutdownNow();
    EXECUTOR.shutdownNow();
    served.close();
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
    CLIENT_COMPRESSED_STREAMING(client -> client.clientCompressedStreaming(false)),
    SERVER_COMPRESSED_STREAMING(AbstractInteropTest::serverCompressedStreaming),
    CLIENT_STREAMING(AbstractInteropTest::clientStreaming),
    SERVER_STREAMING(AbstractInteropTest::serverStreaming),
    PING_PONG(AbstractInteropTest::pingPong),
    EMPTY_STREAM(AbstractInteropTest::emptyStream),
    CANCEL_AFTER_BEGIN(AbstractInteropTest::cancelAfterBegin),
    CANCEL_AFTER_FIRST_RESPONSE(AbstractInteropTest::cancelAfterFirstResponse),
    FULL_DUPLEX(AbstractInteropTest::fullDuplexCallShouldSucceed),
    HALF_DUPLEX(AbstractInteropTest::halfDuplexCallShouldSucceed),
    FLOW_CONTROL(AbstractInteropTest::serverStreamingShouldBeFlowControlled),
    VERY_LARGE_REQUEST(AbstractInteropTest::veryLargeRequest),
    VERY_LARGE_RESPONSE(AbstractInteropTest::veryLargeResponse),
    DEADLINE_NOT_EXCEEDED(AbstractInteropTest::deadlineNotExceeded),
    DEADLINE_EXCEEDED(AbstractInteropTest::deadlineExceeded),
    DEADLINE_EXCEEDED_STREAMING(AbstractInteropTest::deadlineExceededServerStreaming),
    DEADLINE_IN_PAST(AbstractInteropTest::deadlineInPast),
    CUSTOM_METADATA(AbstractInteropTest::customMetadata),
    EXCHANGE_METADATA(AbstractInteropTest::exchangeMetadataStreamingCall),
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

  /** gRPC's own client. */
  static final class Client extends AbstractInteropTest {
    @Override
    protected ManagedChannelBuilder<?> createChannelBuilder() {
      return OkHttpChannelBuilder.forAddress("127.0.0.1", port, InsecureChannelCredentials.create())
          .maxInboundMessageSize(MAX_MESSAGE_SIZE);
    }

    @Override
    protected boolean metricsExpected() {
      return false;
    }
  }
}
