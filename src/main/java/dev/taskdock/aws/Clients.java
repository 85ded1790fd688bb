package dev.taskdock.aws;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/// The SDK's clients, made when they are needed.
///
/// `AWS_ENDPOINT_URL` and its kin lead them elsewhere, as they lead every SDK. Who is behind such
/// an address seldom answers to a host name for each bucket, so buckets are then named in the path.
final class Clients {
  private final String region;
  private final Optional<URI> endpoint;
  private final boolean bucketsInPath;
  private final String profile;
  private final AwsCredentialsProvider credentials;
  private final SdkHttpClient http = UrlConnectionHttpClient.create();

  /// @param region where a task is that names none
  /// @param endpoint where to ask instead of what the environment or the region says
  Clients(
      String region,
      Optional<URI> endpoint,
      AwsCredentialsProvider credentials,
      Map<String, String> environment) {
    this.region = region;
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.profile = environment.getOrDefault("AWS_PROFILE", "default");
    this.bucketsInPath =
        endpoint.isPresent()
            || environment.containsKey("AWS_ENDPOINT_URL")
            || environment.containsKey("AWS_ENDPOINT_URL_S3");
  }

  /// Those of a person with this environment.
  static Clients of(String region, Map<String, String> environment) {
    var own =
        AwsCredentialsProviderChain.of(
            EnvironmentVariableCredentialsProvider.create(), ProfileCredentialsProvider.create());
    return new Clients(region, Optional.empty(), own, environment);
  }

  /// Why nobody can be asked, empty where they can.
  Optional<String> lack() {
    try {
      var _ = credentials.resolveCredentials();
      return Optional.empty();
    } catch (SdkException _) {
      return Optional.of(
          "no keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and none of profile " + profile);
    }
  }

  /// The region of an ARN, else the task's.
  String region(Optional<String> named) {
    return named.orElse(region);
  }

  SsmClient ssm(String in) {
    return made(SsmClient.builder().httpClient(http), in);
  }

  SecretsManagerClient secretsManager(String in) {
    return made(SecretsManagerClient.builder().httpClient(http), in);
  }

  /// For buckets of any region.
  S3Client s3() {
    return made(
        S3Client.builder()
            .httpClient(http)
            .forcePathStyle(bucketsInPath)
            .crossRegionAccessEnabled(true),
        region);
  }

  StsClient sts() {
    return made(StsClient.builder().httpClient(http), region);
  }

  private <B extends AwsClientBuilder<B, C>, C> C made(B builder, String in) {
    endpoint.ifPresent(builder::endpointOverride);
    return builder.region(Region.of(in)).credentialsProvider(credentials).build();
  }
}
