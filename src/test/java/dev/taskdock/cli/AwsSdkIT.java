package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.BuildSpec;
import dev.taskdock.engine.docker.DockerEngine;
import dev.taskdock.model.ImageReference;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A program in a container that uses the AWS SDK for Java as any service does: nothing about
/// credentials in it, the default chain finds them at the task's endpoint and signs with them.
@Tag("docker")
final class AwsSdkIT {
  private static final ImageReference IMAGE = new ImageReference("taskdock-it/aws-sdk:1");

  /// Asks Parameter Store, which is this program itself: it prints what a request was signed with.
  private static final String CLIENT =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      import java.net.URI;
      import software.amazon.awssdk.services.ssm.SsmClient;

      public final class Client {
        public static void main(String[] args) throws Exception {
          var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 8000), 0);
          server.createContext("/", exchange -> {
            var signed = exchange.getRequestHeaders().getFirst("Authorization");
            System.out.println(signed.replaceFirst(", SignedHeaders.*", ""));
            System.out.println(
                "token " + exchange.getRequestHeaders().containsKey("X-Amz-Security-Token"));
            byte[] answer = "{\\"Parameter\\": {\\"Value\\": \\"of-ssm\\"}}".getBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
          server.start();
          var address = URI.create("http://127.0.0.1:8000");
          try (var ssm = SsmClient.builder().endpointOverride(address).build()) {
            System.out.println(ssm.getParameter(r -> r.name("/shop/password")).parameter().value());
          } finally {
            server.stop(0);
          }
        }
      }
      """;

  @RegisterExtension final Workbench bench = new Workbench();

  /// Debian's Java, the SDK as it is built beside taskdock, and the program.
  @BeforeAll
  static void theProgramIsThere(@TempDir Path folder) throws IOException {
    var libraries = Files.createDirectory(folder.resolve("lib"));
    copy("lib-aws", "*.jar", libraries);
    copy("lib", "slf4j-*.jar", libraries);
    compile(Files.writeString(folder.resolve("Client.java"), CLIENT), libraries);
    Files.writeString(
        folder.resolve("Dockerfile"),
        """
        FROM debian:bookworm-slim
        RUN mkdir -p /usr/share/man/man1 && apt-get update \\
         && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \\
            openjdk-17-jre-headless \\
         && rm -rf /var/lib/apt/lists/*
        COPY lib /app/lib
        COPY *.class /app/
        """);
    try (var engine = DockerEngine.open(System.getenv())) {
      engine.build(
          new BuildSpec(
              IMAGE, folder, "Dockerfile", Map.of(), Optional.empty(), Optional.empty(), Map.of()),
          _ -> {});
    }
  }

  /// What is built beside taskdock.
  private static void copy(String from, String which, Path to) throws IOException {
    try (var jars = Files.newDirectoryStream(Workbench.home().resolve("target/" + from), which)) {
      for (var jar : jars) {
        Files.copy(jar, to.resolve(jar.getFileName()));
      }
    }
  }

  private static void compile(Path source, Path libraries) throws IOException {
    String classPath;
    try (var jars = Files.list(libraries)) {
      classPath = jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
    var complaints = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                complaints,
                complaints,
                "--release",
                "17",
                "-proc:none",
                "-cp",
                classPath,
                source.toString());
    assertThat(result).as("%s", complaints).isZero();
  }

  @Test
  void the_sdk_for_java_signs_with_the_credentials_of_the_task_role() {
    var app =
        container("app")
            .image(IMAGE.text())
            .bash("java -Xshare:auto -XX:TieredStopAtLevel=1 -cp '/app:/app/lib/*' Client");
    var definition =
        ContainerJson.definition(bench.project(), app)
            .replace("\"256\"", "\"1024\"")
            .replace("\"512\"", "\"2048\"")
            .replaceFirst("\\{", "{\"taskRoleArn\": \"arn:aws:iam::123456789012:role/shop\",");

    var run = bench.start("run", bench.file("taskdef.json", definition));

    run.endsWith(0);
    assertThat(run.out())
        .satisfiesExactly(
            signed ->
                assertThat(signed)
                    .matches(
                        "app \\| AWS4-HMAC-SHA256 Credential=ASIAFAKE\\w+/\\d{8}/us-east-1/ssm/aws4_request"),
            token -> assertThat(token).isEqualTo("app | token true"),
            value -> assertThat(value).isEqualTo("app | of-ssm"));
  }
}
