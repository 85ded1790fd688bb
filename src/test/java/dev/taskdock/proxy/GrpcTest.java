package dev.taskdock.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.certificates.Identities;
import dev.taskdock.model.AppProtocol;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.Member;
import dev.taskdock.routing.Member.Standing;
import dev.taskdock.routing.ProbeResult;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// grpc-java on both sides of the load balancer.
@Timeout(60)
final class GrpcTest {
  private static final MethodDescriptor<String, String> UNARY = method(MethodType.UNARY, "Unary");
  private static final MethodDescriptor<String, String> DOWN =
      method(MethodType.SERVER_STREAMING, "Down");
  private static final MethodDescriptor<String, String> UP =
      method(MethodType.CLIENT_STREAMING, "Up");
  private static final MethodDescriptor<String, String> BOTH =
      method(MethodType.BIDI_STREAMING, "Both");
  private static final Metadata.Key<String> NOTE =
      Metadata.Key.of("note", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> FORWARDED =
      Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER);

  private final Stage stage = new Stage(Transport.best());
  private final AtomicReference<Metadata> seen = new AtomicReference<>(new Metadata());
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final Server server;
  private final ManagedChannel channel;

  GrpcTest() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(service())
            .intercept(remembering())
            .build()
            .start();
    stage.speaking(ProtocolVersion.GRPC, false);
    var address = stage.secure(StreamClientsTest.front());
    stage.targets(Member.of(new TargetId("127.0.0.1", server.getPort()), Standing.HEALTHY));
    channel =
        NettyChannelBuilder.forAddress("localhost", address.getPort())
            .sslContext(
                GrpcSslContexts.forClient()
                    .trustManager(Identities.authorityOfTests().certificate())
                    .build())
            .build();
  }

  @AfterEach
  void close() throws Exception {
    channel.shutdownNow();
    server.shutdownNow();
    stage.close();
  }

  @AfterAll
  static void noBufferIsLost() {
    assertThat(Leaks.found()).isEmpty();
  }

  @Test
  void a_call_gets_its_answer_and_its_trailers() {
    var headers = new AtomicReference<Metadata>();
    var trailers = new AtomicReference<Metadata>();
    var watched =
        io.grpc.ClientInterceptors.intercept(
            channel, MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));

    var answer = ClientCalls.blockingUnaryCall(watched, UNARY, CallOptions.DEFAULT, "hello");

    assertThat(answer).isEqualTo("HELLO");
    assertThat(trailers.get().get(NOTE)).isEqualTo("at the end");
    assertThat(seen.get().get(FORWARDED)).isEqualTo("127.0.0.1");
  }

  @Test
  void a_thousand_calls_share_connections() throws Exception {
    var futures =
        Stream.iterate(0, i -> i < 1000, i -> i + 1)
            .map(i ->
                ClientCalls.futureUnaryCall(
                    channel.newCall(UNARY, CallOptions.DEFAULT), "call " + i))
            .toList();
    for (int i = 0; i < futures.size(); i++) {
      assertThat(futures.get(i).get()).isEqualTo("CALL " + i);
    }
  }

  @Test
  void a_server_says_many_things() {
    var answers = new ArrayList<String>();
    ClientCalls.blockingServerStreamingCall(channel, DOWN, CallOptions.DEFAULT, "2000")
        .forEachRemaining(answers::add);

    assertThat(answers).hasSize(2000).last().asString().startsWith("1999 ").hasSize(2005);
  }

  @Test
  void a_client_says_many_things() {
    var answer = new CompletableFuture<String>();
    var requests =
        ClientCalls.asyncClientStreamingCall(
            channel.newCall(UP, CallOptions.DEFAULT), observer(answer));
    for (int i = 0; i < 500; i++) {
      requests.onNext("x".repeat(2000));
    }
    requests.onCompleted();

    assertThat(answer.join()).isEqualTo("1000000");
  }

  @Test
  void both_speak_in_turn() throws Exception {
    var answers = new LinkedBlockingQueue<String>();
    var requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(BOTH, CallOptions.DEFAULT),
            new StreamObserver<String>() {
              @Override
              public void onNext(String value) {
                answers.add(value);
              }

              @Override
              public void onError(Throwable t) {
                answers.add(t.toString());
              }

              @Override
              public void onCompleted() {
                answers.add("the end");
              }
            });
    for (int i = 0; i < 100; i++) {
      requests.onNext("turn " + i);
      assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("TURN " + i);
    }
    requests.onCompleted();
    assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("the end");
  }

  @Test
  void a_status_and_its_message_come_through() {
    assertThatThrownBy(
            () -> ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, "fail"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(e.getStatus().getDescription()).isEqualTo("not this: ä");
            });
  }

  @Test
  void a_deadline_ends_the_call_on_both_sides() throws Exception {
    assertThatThrownBy(() ->
            ClientCalls.blockingUnaryCall(
                channel,
                UNARY,
                CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS),
                "hang"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    // Whichever side's clock is first: the client goes away, or the target cancels.
    assertThat(stage.served.take().status()).isIn(460, 502);
  }

  @Test
  void a_target_that_is_not_there_is_unavailable() throws Exception {
    stage.targets(Member.of(Stage.id(Origin.gone()), Standing.HEALTHY));

    assertThatThrownBy(
            () -> ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, "hello"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
              assertThat(e.getStatus().getDescription())
                  .startsWith("HTTP status code 502\n")
                  .contains("grpc-status=14,grpc-message=unavailable,content-length=0");
            });
    assertThat(stage.causes).containsExactly(Cause.CONNECTION_REFUSED);
  }

  @Test
  void health_checks_are_calls_judged_by_their_status() {
    assertThat(probe(ProtocolVersion.GRPC, "/AWS.ALB/healthcheck"))
        .isEqualTo(new ProbeResult.Answered(12));
    assertThat(probe(ProtocolVersion.GRPC, "/test.Echo/Unary"))
        .isEqualTo(new ProbeResult.Answered(0));
    assertThat(probe(ProtocolVersion.HTTP2, "/")).isEqualTo(new ProbeResult.Answered(415));
  }

  @Test
  void a_health_check_of_one_who_speaks_no_http2_is_broken() throws Exception {
    var origin = stage.saying("hello");
    assertThat(HttpProbe.probe(Stage.id(origin), check(ProtocolVersion.GRPC, "/")))
        .isInstanceOf(ProbeResult.Broken.class);
  }

  private ProbeResult probe(ProtocolVersion version, String path) {
    return HttpProbe.probe(new TargetId("127.0.0.1", server.getPort()), check(version, path));
  }

  private static TargetHealthCheck check(ProtocolVersion version, String path) {
    var usual = TargetHealthCheck.standard(version);
    return new TargetHealthCheck(
        version,
        false,
        usual.port(),
        path,
        usual.interval(),
        usual.timeout(),
        5,
        2,
        usual.matcher());
  }

  @Test
  void a_target_that_dies_in_the_middle_ends_the_stream() throws Exception {
    var answers = new LinkedBlockingQueue<String>();
    var requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(BOTH, CallOptions.DEFAULT),
            new StreamObserver<String>() {
              @Override
              public void onNext(String value) {
                answers.add(value);
              }

              @Override
              public void onError(Throwable t) {
                answers.add("error");
              }

              @Override
              public void onCompleted() {
                answers.add("the end");
              }
            });
    requests.onNext("one");
    assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("ONE");
    server.shutdownNow();
    assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("error");
  }

  // Through Service Connect, which speaks HTTP/2 in clear text on both sides.

  @ParameterizedTest
  @EnumSource(names = {"HTTP2", "GRPC"})
  void service_connect_carries_calls_and_adds_nothing(AppProtocol protocol) throws Exception {
    var connected = throughServiceConnect(protocol, own());
    var trailers = new AtomicReference<Metadata>();
    var watched =
        io.grpc.ClientInterceptors.intercept(
            connected,
            MetadataUtils.newCaptureMetadataInterceptor(new AtomicReference<>(), trailers));

    var answers =
        Stream.iterate(0, i -> i < 200, i -> i + 1)
            .map(i ->
                ClientCalls.futureUnaryCall(
                    watched.newCall(UNARY, CallOptions.DEFAULT), "call " + i))
            .toList();
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).get()).isEqualTo("CALL " + i);
    }

    assertThat(trailers.get().get(NOTE)).isEqualTo("at the end");
    assertThat(seen.get().keys())
        .doesNotContain("x-forwarded-for", "x-forwarded-proto", "x-amzn-trace-id");
    assertThat(stage.served.take().target()).isPresent();
    connected.shutdownNow();
  }

  @Test
  void service_connect_carries_streams_and_statuses() throws Exception {
    var connected = throughServiceConnect(AppProtocol.GRPC, own());
    var said = new ArrayList<String>();
    ClientCalls.blockingServerStreamingCall(connected, DOWN, CallOptions.DEFAULT, "2000")
        .forEachRemaining(said::add);
    assertThat(said).hasSize(2000);

    var counted = new CompletableFuture<String>();
    var requests =
        ClientCalls.asyncClientStreamingCall(
            connected.newCall(UP, CallOptions.DEFAULT), observer(counted));
    for (int i = 0; i < 500; i++) {
      requests.onNext("x".repeat(2000));
    }
    requests.onCompleted();
    assertThat(counted.join()).isEqualTo("1000000");

    assertThat(failureOf(connected, "fail").getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(failureOf(connected, "fail").getDescription()).isEqualTo("not this: ä");
    connected.shutdownNow();
  }

  @Test
  void a_call_that_meets_nobody_is_tried_again_elsewhere() throws Exception {
    var connected = throughServiceConnect(AppProtocol.GRPC, Stage.id(Origin.gone()), own());

    for (int i = 0; i < 10; i++) {
      assertThat(ClientCalls.blockingUnaryCall(connected, UNARY, CallOptions.DEFAULT, "hello"))
          .isEqualTo("HELLO");
    }

    assertThat(stage.retries).isNotEmpty();
    connected.shutdownNow();
  }

  @Test
  void a_call_that_nobody_takes_is_unavailable() throws Exception {
    var connected = throughServiceConnect(AppProtocol.GRPC, Stage.id(Origin.gone()));

    var failure = failureOf(connected, "hello");

    assertThat(failure.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(failure.getDescription()).isEqualTo("no healthy upstream");
    connected.shutdownNow();
  }

  @Test
  void a_call_has_its_time() throws Exception {
    stage.perRequest(Duration.ofMillis(300));
    var connected = throughServiceConnect(AppProtocol.GRPC, own());

    var failure = failureOf(connected, "hang");

    assertThat(failure.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(failure.getDescription()).isEqualTo("upstream request timeout");
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    connected.shutdownNow();
  }

  private TargetId own() {
    return new TargetId("127.0.0.1", server.getPort());
  }

  private ManagedChannel throughServiceConnect(AppProtocol protocol, TargetId... targets)
      throws IOException {
    stage.speaking(ProtocolVersion.HTTP2, false);
    stage.mesh(protocol);
    stage.targets(
        Stream.of(targets).map(t -> Member.of(t, Standing.HEALTHY)).toArray(Member[]::new));
    return NettyChannelBuilder.forAddress("127.0.0.1", stage.mesh().getPort())
        .usePlaintext()
        .build();
  }

  private static Status failureOf(ManagedChannel channel, String request) {
    try {
      ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, request);
      throw new AssertionError("an answer to " + request);
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder("test.Echo")
        .addMethod(UNARY, ServerCalls.asyncUnaryCall(this::unary))
        .addMethod(
            DOWN,
            ServerCalls.asyncServerStreamingCall((request, to) -> {
              for (int i = 0; i < Integer.parseInt(request); i++) {
                to.onNext(i + " " + "x".repeat(2000));
              }
              to.onCompleted();
            }))
        .addMethod(UP, ServerCalls.asyncClientStreamingCall(GrpcTest::counting))
        .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(GrpcTest::shouting))
        .build();
  }

  private void unary(String request, StreamObserver<String> to) {
    switch (request) {
      case "fail" ->
          to.onError(Status.INVALID_ARGUMENT.withDescription("not this: ä").asRuntimeException());
      case "hang" -> Context.current().addListener(_ -> cancelled.countDown(), Runnable::run);
      default -> {
        to.onNext(request.toUpperCase(java.util.Locale.ROOT));
        to.onCompleted();
      }
    }
  }

  private static StreamObserver<String> counting(StreamObserver<String> to) {
    return new StreamObserver<>() {
      private int count;

      @Override
      public void onNext(String value) {
        count += value.length();
      }

      @Override
      public void onError(Throwable t) {
        to.onError(t);
      }

      @Override
      public void onCompleted() {
        to.onNext(Integer.toString(count));
        to.onCompleted();
      }
    };
  }

  private static StreamObserver<String> shouting(StreamObserver<String> to) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String value) {
        to.onNext(value.toUpperCase(java.util.Locale.ROOT));
      }

      @Override
      public void onError(Throwable t) {
        // The client has gone.
      }

      @Override
      public void onCompleted() {
        to.onCompleted();
      }
    };
  }

  private ServerInterceptor remembering() {
    return new ServerInterceptor() {
      @Override
      public <A, B> ServerCall.Listener<A> interceptCall(
          ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        seen.set(headers);
        return next.startCall(
            new io.grpc.ForwardingServerCall.SimpleForwardingServerCall<>(call) {
              @Override
              public void close(Status status, Metadata trailers) {
                trailers.put(NOTE, "at the end");
                super.close(status, trailers);
              }
            },
            headers);
      }
    };
  }

  private static StreamObserver<String> observer(CompletableFuture<String> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String value) {
        answer.complete(value);
      }

      @Override
      public void onError(Throwable t) {
        answer.completeExceptionally(t);
      }

      @Override
      public void onCompleted() {
        // The value has come.
      }
    };
  }

  private static MethodDescriptor<String, String> method(MethodType type, String name) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName("test.Echo/" + name)
        .setRequestMarshaller(new Text())
        .setResponseMarshaller(new Text())
        .build();
  }

  /// Messages that are text and nothing else.
  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
