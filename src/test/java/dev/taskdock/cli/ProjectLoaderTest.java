package dev.taskdock.cli;

import static dev.taskdock.certificates.Identities.clientsAuthority;
import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.certificates.Identities;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ProjectLoaderTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void a_service_of_one_task_lies_where_the_file_says() throws IOException, Rejected {
    Files.writeString(
        folder.resolve("taskdock.yaml"),
        """
        vpc: {CidrBlock: 10.0.0.0/16}
        subnets: {private-a: {CidrBlock: 10.0.1.0/24}}
        securityGroups: {sg-web: {GroupDescription: the web}}
        networkConfiguration:
          awsvpcConfiguration: {subnets: [private-a], securityGroups: [sg-web]}
        """);
    var file = folder.resolve("web.json");
    Files.writeString(file, ContainerJson.definition("web", container("app").bash("echo hello")));

    var project = ProjectLoader.load(silent(), named(file), new AwsOptions(), Optional.empty());

    assertThat(project.services())
        .singleElement()
        .satisfies(service ->
            assertThat(service.revision().network())
                .hasValueSatisfying(
                    network -> assertThat(network.toString()).contains("private-a", "sg-web")));
  }

  @Test
  void a_trust_store_of_a_template_is_the_local_one_of_its_name() throws Exception {
    mutualTls(
        "trustStores: {clients: {CaCertificatesBundle: ./ca.pem, RevocationContents: [./no.crl]}}");

    var project = load();

    var store = Objects.requireNonNull(project.certificates().trusted().get(storeOf(project)));
    assertThat(storeOf(project)).contains(":truststore/clients/");
    assertThat(store.authorities()).containsExactly(clientsAuthority());
    assertThat(store.revocations()).hasSize(1);
    assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("TD3030");
  }

  @Test
  void a_trust_store_without_a_local_copy_is_refused_with_the_object_of_s3_it_is_in()
      throws Exception {
    mutualTls("trustStores: {staff: ./ca.pem}");

    assertThatThrownBy(this::load).isInstanceOf(Rejected.class);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("error TD3030: no local copy of the trust store clients")
        .contains("web.yaml:28")
        .contains("Its authorities are in s3://certificates/clients.pem, which is not asked here.")
        .contains("trustStores: {clients: {CaCertificatesBundle: ./ca.pem}}");
  }

  @Test
  void validate_only_warns_of_what_nobody_stands_for_here() throws Exception {
    mutualTls("trustStores: {staff: ./ca.pem}");
    assertThat(validate()).isEqualTo(ExitCode.FINE);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("warning TD3030: no local copy of the trust store clients", "web.yaml:28");

    said.reset();
    mutualTls("trustStores: {clients: ./ca.pem}");
    assertThat(validate()).isEqualTo(ExitCode.FINE);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("warning TD3030: no local copy of a revocation list of clients")
        .doesNotContain("of the trust store");

    said.reset();
    mutualTls("trustStores: {clients: ./none.pem}");
    assertThat(validate()).isEqualTo(ExitCode.USAGE);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("error TD1041: no CA certificates in \"./none.pem\"");
  }

  private int validate() {
    var terminal =
        new Terminal(said, new PrintStream(said, true, StandardCharsets.UTF_8), false, false);
    return new CommandLine(ValidateCommand.of(terminal))
        .execute(folder.resolve("web.yaml").toString());
  }

  @Test
  void a_revocation_list_without_a_local_copy_is_told() throws Exception {
    mutualTls("trustStores: {clients: ./ca.pem}");

    var project = load();

    assertThat(project.certificates().trusted()).containsKey(storeOf(project));
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("warning TD3030: no local copy of a revocation list of clients")
        .contains("It is in s3://certificates/revoked.crl, which is not asked here");
  }

  private static String storeOf(Project project) {
    var listener = project.balancing().loadBalancers().getFirst().listeners().getFirst();
    return listener.tls().orElseThrow().clientCertificates().trustStore().orElseThrow();
  }

  /// A template with a listener that asks clients for certificates, and a `taskdock.yaml` by it.
  private void mutualTls(String overlay) throws Exception {
    Files.writeString(
        folder.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(lines(clientsAuthority().getEncoded())));
    Files.write(folder.resolve("no.crl"), Identities.revoking(Instant.now(), 1).getEncoded());
    Files.writeString(folder.resolve("taskdock.yaml"), overlay + "\n");
    Files.writeString(
        folder.resolve("web.yaml"),
        """
        AWSTemplateFormatVersion: "2010-09-09"
        Resources:
          Web:
            Type: AWS::ECS::Service
            Properties:
              TaskDefinition: !Ref Task
              DesiredCount: 1
              LaunchType: FARGATE
              LoadBalancers: [{ContainerName: app, ContainerPort: 80, TargetGroupArn: !Ref Group}]
          Front: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Name: front}}
          Group:
            Type: AWS::ElasticLoadBalancingV2::TargetGroup
            Properties: {TargetType: ip, Port: 80, Protocol: HTTP, VpcId: vpc-1}
          Secure:
            Type: AWS::ElasticLoadBalancingV2::Listener
            Properties:
              LoadBalancerArn: !Ref Front
              Port: 8443
              Protocol: HTTPS
              Certificates: [{CertificateArn: site}]
              MutualAuthentication: {Mode: verify, TrustStoreArn: !GetAtt Clients.TrustStoreArn}
              DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]
          Clients:
            Type: AWS::ElasticLoadBalancingV2::TrustStore
            Properties:
              Name: clients
              CaCertificatesBundleS3Bucket: certificates
              CaCertificatesBundleS3Key: clients.pem
          Revoked:
            Type: AWS::ElasticLoadBalancingV2::TrustStoreRevocation
            Properties:
              TrustStoreArn: !Ref Clients
              RevocationContents: [{RevocationType: CRL, S3Bucket: certificates, S3Key: revoked.crl}]
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              Family: web
              Cpu: "256"
              Memory: "512"
              NetworkMode: awsvpc
              RequiresCompatibilities: [FARGATE]
              ContainerDefinitions:
                - {Name: app, Image: "debian:bookworm-slim", PortMappings: [{ContainerPort: 80}]}
        """);
  }

  private static String lines(byte[] certificate) {
    return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate);
  }

  private Project load() throws Rejected {
    return ProjectLoader.load(
        new Terminal(said, new PrintStream(said, true, StandardCharsets.UTF_8), false, false),
        named(folder.resolve("web.yaml")),
        new AwsOptions(),
        Optional.empty());
  }

  private static DefinitionOptions named(Path file) {
    var definition = new DefinitionOptions();
    Callable<Integer> nothing = () -> 0;
    var options = Options.of(nothing, "test", "Nothing.");
    definition.addTo(options);
    new CommandLine(options.spec()).parseArgs(file.toString());
    return definition;
  }

  private static Terminal silent() {
    var said = new ByteArrayOutputStream();
    return new Terminal(said, new PrintStream(said, true, StandardCharsets.UTF_8), false, false);
  }
}
