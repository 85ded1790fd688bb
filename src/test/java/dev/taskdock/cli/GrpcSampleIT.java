package dev.taskdock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The sample of gRPC, called by grpc-java.
@Tag("docker")
final class GrpcSampleIT {
  private static final Pattern URL = Pattern.compile("greeter  https://localhost:(\\d+)\\b.*");

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void calls_of_one_connection_go_to_both_tasks_and_streams_come_through() throws Exception {
    var up =
        bench.start(
            "up",
            "--time-scale",
            "20",
            "--project",
            bench.project(),
            Workbench.home().resolve("samples/grpc").toString());
    var url = URL.matcher(up.awaitErr(l -> URL.matcher(l).matches()));
    assertThat(url.matches()).isTrue();
    up.awaitErr(
        l -> l.contains("has reached a steady state."), TaskdockProcess.PATIENCE_FOR_IMAGES);

    var channel =
        NettyChannelBuilder.forAddress("localhost", Integer.parseInt(url.group(1)))
            .sslContext(
                GrpcSslContexts.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .build())
            .build();
    try {
      called(channel);
    } finally {
      channel.shutdownNow();
    }

    bench.done("down", "--project", bench.project());
    up.endsWith(0);
    assertThat(bench.left()).isEmpty();
  }

  private static void called(ManagedChannel channel) {
    var greetings = new HashSet<String>();
    for (int i = 0; i < 20; i++) {
      var greeting =
          ClientCalls.blockingUnaryCall(
              channel, method(MethodType.UNARY, "Greeter/Hello"), CallOptions.DEFAULT, "Ann");
      assertThat(greeting).contains("Hello Ann").containsPattern("\\b(10|172|192)\\.[\\d.]+");
      greetings.add(greeting);
    }
    assertThat(greetings).hasSize(2);

    assertThat(
            ClientCalls.blockingServerStreamingCall(
                channel,
                method(MethodType.SERVER_STREAMING, "Greeter/Hellos"),
                CallOptions.DEFAULT,
                "Bob"))
        .toIterable()
        .satisfiesExactly(
            first -> assertThat(first).contains("Hello Bob, for the 1. time"),
            second -> assertThat(second).contains("Hello Bob, for the 2. time"));

    assertThatThrownBy(() ->
            ClientCalls.blockingUnaryCall(
                channel, method(MethodType.UNARY, "Other/Hello"), CallOptions.DEFAULT, "Ann"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
  }

  private static MethodDescriptor<String, String> method(MethodType type, String name) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName("greeter." + name)
        .setRequestMarshaller(new Named())
        .setResponseMarshaller(new Named())
        .build();
  }

  /// Asks with `name` in field 1 and 2 in field 2, which `Hello` does not know; an answer is told
  /// as it is.
  private static final class Named implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      var message = new ByteArrayOutputStream();
      var name = value.getBytes(UTF_8);
      message.write(1 << 3 | 2);
      message.write(name.length);
      message.writeBytes(name);
      message.write(2 << 3);
      message.write(2);
      return new ByteArrayInputStream(message.toByteArray());
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
