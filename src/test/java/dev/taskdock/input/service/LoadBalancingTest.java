package dev.taskdock.input.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.Source;
import dev.taskdock.input.YamlReader;
import dev.taskdock.input.overlay.Overlay;
import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.AlpnPolicy;
import dev.taskdock.model.DeploymentConfiguration;
import dev.taskdock.model.DeploymentStrategy;
import dev.taskdock.model.Fixtures;
import dev.taskdock.model.FlowAttributes;
import dev.taskdock.model.FlowListener;
import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.LoadBalancerAttributes.DesyncMitigation;
import dev.taskdock.model.LoadBalancerAttributes.ForwardedFor;
import dev.taskdock.model.MutualAuthentication;
import dev.taskdock.model.Patterns;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.RuleCondition;
import dev.taskdock.model.SecurityPolicies;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.StatusMatcher;
import dev.taskdock.model.Stickiness;
import dev.taskdock.model.TargetGroupAttributes.Algorithm;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.model.Transforms;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LoadBalancingTest {
  private final Problems problems = new Problems();

  @Test
  void a_load_balancer_may_say_little() {
    var balancing =
        read(
            """
            loadBalancers:
              web:
                Listeners:
                  - Protocol: HTTP
                    Port: 80
                    DefaultActions: [{Type: forward, TargetGroupArn: app}]
            targetGroups:
              app: {Port: 80, Targets: ["127.0.0.1:3000", "10.0.0.1"]}
            """);

    assertThat(problems.all()).isEmpty();
    var listener = balancing.loadBalancers().getFirst().listeners().getFirst();
    assertThat(listener.tls()).isEmpty();
    assertThat(listener.defaultActions())
        .isEqualTo(RuleActions.of(RuleAction.Forward.to(new TargetGroupName("app"))));
    assertThat(balancing.targets())
        .isEqualTo(
            Map.of(
                new TargetGroupName("app"),
                List.of(new TargetId("127.0.0.1", 3000), new TargetId("10.0.0.1", 80))));
  }

  @Test
  void a_network_load_balancer_has_what_aws_gives_it_where_nothing_is_said() {
    var balancing =
        read(
            """
            loadBalancers:
              cache:
                Type: network
                Listeners:
                  - Protocol: TCP
                    Port: 6379
                    DefaultActions: [{Type: forward, TargetGroupArn: redis}]
            targetGroups:
              redis: {Protocol: TCP, Port: 6379, TargetType: ip}
              names: {Protocol: UDP, Port: 53, HealthCheckProtocol: HTTP}
            """);

    assertThat(problems.all()).isEmpty();
    assertThat(balancing.loadBalancers()).isEmpty();
    assertThat(balancing.ports()).containsExactly(6379);
    var balancer = balancing.networks().getFirst();
    assertThat(balancer.crossZone()).isFalse();
    assertThat(balancer.groups()).containsExactly(new TargetGroupName("redis"));
    assertThat(balancer.listeners())
        .containsExactly(
            new FlowListener(
                6379,
                FlowProtocol.TCP,
                Optional.empty(),
                AlpnPolicy.NONE,
                RuleAction.Forward.to(new TargetGroupName("redis")),
                Duration.ofSeconds(350)));
    var redis = balancing.targetGroups().getFirst();
    assertThat(redis.flows()).contains(FlowAttributes.standard(FlowProtocol.TCP));
    assertThat(redis.attributes().deregistrationDelay()).isEqualTo(Duration.ofMinutes(5));
    assertThat(redis.healthCheck().manner()).isEqualTo(TargetHealthCheck.Manner.CONNECTION);
    assertThat(redis.healthCheck().timeout()).isEqualTo(Duration.ofSeconds(10));
    var names = balancing.targetGroups().getLast();
    assertThat(names.flows().orElseThrow().preservesClientIp()).isTrue();
    assertThat(names.flows().orElseThrow().cutsDeregistered()).isTrue();
    assertThat(names.flows().orElseThrow().cutsUnhealthy()).isFalse();
    assertThat(names.healthCheck().timeout()).isEqualTo(Duration.ofSeconds(6));
    assertThat(names.healthCheck().matcher().accepts(302)).isTrue();
  }

  @Test
  void a_network_load_balancer_may_say_all_there_is() {
    var balancing =
        read(
            """
            loadBalancers:
              cache:
                Type: network
                LoadBalancerAttributes:
                  load_balancing.cross_zone.enabled: true
                  access_logs.s3.enabled: true
                Listeners:
                  - Protocol: TLS
                    Port: 6380
                    SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06
                    AlpnPolicy: [HTTP2Preferred]
                    DefaultActions: [{Type: forward, TargetGroupArn: secure}]
                  - Protocol: TCP
                    Port: 6379
                    ListenerAttributes: [{Key: tcp.idle_timeout.seconds, Value: "6000"}]
                    DefaultActions:
                      - Type: forward
                        ForwardConfig:
                          TargetGroups:
                            - {TargetGroupArn: redis, Weight: 3}
                            - {TargetGroupArn: other, Weight: 1}
                          TargetGroupStickinessConfig: {Enabled: true, DurationSeconds: 60}
            targetGroups:
              secure: {Protocol: TLS, Port: 6380}
              redis:
                Protocol: TCP
                Port: 6379
                Targets: [{Id: 127.0.0.1, Port: 7001, AvailabilityZone: eu-central-1b}]
                TargetGroupAttributes:
                  deregistration_delay.timeout_seconds: 10
                  deregistration_delay.connection_termination.enabled: true
                  proxy_protocol_v2.enabled: true
                  preserve_client_ip.enabled: true
                  stickiness.enabled: true
                  stickiness.type: source_ip
                  load_balancing.cross_zone.enabled: use_load_balancer_configuration
                  target_health_state.unhealthy.connection_termination.enabled: false
                  target_health_state.unhealthy.draining_interval_seconds: 60
              other: {Protocol: TCP_UDP, Port: 6379}
            """);

    assertThat(problems.all()).isEmpty();
    var balancer = balancing.networks().getFirst();
    assertThat(balancer.crossZone()).isTrue();
    assertThat(balancer.logs()).isTrue();
    var secure = balancer.listeners().getFirst();
    assertThat(secure.alpn()).isEqualTo(AlpnPolicy.HTTP2_PREFERRED);
    assertThat(secure.tls().orElseThrow().policy())
        .isEqualTo("ELBSecurityPolicy-TLS13-1-2-2021-06");
    assertThat(secure.idleTimeout()).isEqualTo(Duration.ofSeconds(350));
    var plain = balancer.listeners().getLast();
    assertThat(plain.idleTimeout()).isEqualTo(Duration.ofMinutes(100));
    assertThat(plain.forward().stickiness()).contains(Duration.ofMinutes(1));
    assertThat(balancing.group(new TargetGroupName("redis")).orElseThrow().flows())
        .contains(
            new FlowAttributes(
                FlowProtocol.TCP,
                true,
                true,
                true,
                Optional.empty(),
                true,
                false,
                Duration.ofMinutes(1)));
    assertThat(balancing.group(new TargetGroupName("secure")).orElseThrow().tls()).isTrue();
    assertThat(balancing.zones())
        .isEqualTo(Map.of(new TargetId("127.0.0.1", 7001), "eu-central-1b"));
  }

  @Test
  void a_listener_may_say_all_there_is() {
    var listener =
        listener(
            """
            Protocol: HTTPS
            Port: 443
            SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06
            Certificates: [{CertificateArn: site}]
            MutualAuthentication: {Mode: verify, TrustStoreArn: ./ca.pem}
            ListenerAttributes:
              routing.http.response.server.enabled: false
              routing.http.response.x_frame_options.header_value: DENY
              routing.http.request.x_amzn_tls_version.header_name: X-Tls
            DefaultActions: [{Type: forward, TargetGroupArn: app}]
            """);

    assertThat(problems.all()).isEmpty();
    var tls = listener.tls().orElseThrow();
    assertThat(tls.policy()).isEqualTo("ELBSecurityPolicy-TLS13-1-2-2021-06");
    assertThat(tls.certificates()).containsExactly("site");
    assertThat(tls.clientCertificates())
        .isEqualTo(
            new MutualAuthentication(
                MutualAuthentication.Mode.VERIFY, Optional.of("./ca.pem"), false, false));
    assertThat(listener.attributes().serverHeader()).isFalse();
    assertThat(listener.attributes().responseHeaders())
        .isEqualTo(Map.of("X-Frame-Options", "DENY"));
    assertThat(listener.attributes().requestHeaderNames())
        .isEqualTo(Map.of("X-Amzn-Tls-Version", "X-Tls"));
    assertThat(SecurityPolicies.NAMES).hasSize(40);
  }

  @Test
  void rules_have_all_conditions_in_the_words_of_aws() {
    var rule =
        rule(
            """
            Priority: 10
            Conditions:
              - {Field: host-header, HostHeaderConfig: {Values: ["*.example.com"]}}
              - {Field: path-pattern, PathPatternConfig: {RegexValues: ["^/v[0-9]+/"]}}
              - {Field: http-header, HttpHeaderConfig: {HttpHeaderName: X-Kind, Values: ["a*"]}}
              - {Field: source-ip, SourceIpConfig: {Values: [10.0.0.0/8]}}
              - {Field: query-string, QueryStringConfig: {Values: [{Key: v, Value: ""}]}}
            Actions: [{Type: forward, TargetGroupArn: app}]
            """);

    assertThat(problems.all()).isEmpty();
    assertThat(rule.conditions())
        .containsExactly(
            new RuleCondition.HostHeader(new Patterns.Wildcards(List.of("*.example.com"))),
            new RuleCondition.PathPattern(new Patterns.Regexes(List.of("^/v[0-9]+/"))),
            new RuleCondition.HttpHeader("x-kind", new Patterns.Wildcards(List.of("a*"))),
            new RuleCondition.SourceIp(List.of(AddressBlock.parse("10.0.0.0/8").orElseThrow())),
            new RuleCondition.QueryString(
                List.of(new RuleCondition.QueryString.Pair(Optional.of("v"), ""))));
  }

  @Test
  void rules_have_transforms_and_weights() {
    var rule =
        rule(
            """
            Priority: 10
            Conditions: [{Field: path-pattern, Values: [/*]}]
            Transforms:
              - Type: url-rewrite
                UrlRewriteConfig: {Rewrites: [{Regex: "^/v1/(.*)", Replace: "/$1"}]}
            Actions:
              - Type: forward
                ForwardConfig:
                  TargetGroups:
                    - {TargetGroupArn: app, Weight: 90}
                    - TargetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/other/ab"
                      Weight: 10
                  TargetGroupStickinessConfig: {Enabled: true, DurationSeconds: 60}
            """);

    assertThat(problems.all()).isEmpty();
    assertThat(rule.transforms().url()).containsExactly(new Transforms.Rewrite("^/v1/(.*)", "/$1"));
    assertThat(rule.actions().routing())
        .isEqualTo(
            new RuleAction.Forward(
                List.of(
                    new RuleAction.Forward.Weighted(new TargetGroupName("app"), 90),
                    new RuleAction.Forward.Weighted(new TargetGroupName("other"), 10)),
                Optional.of(Duration.ofMinutes(1))));
  }

  @Test
  void redirects_and_fixed_responses_say_what_differs() {
    var redirect =
        rule(
            """
            Priority: 1
            Conditions: [{Field: path-pattern, Values: [/*]}]
            Actions:
              - {Type: redirect, RedirectConfig: {Protocol: HTTPS, Port: 443, StatusCode: HTTP_302}}
            """);
    var fixed =
        rule(
            """
            Priority: 1
            Conditions: [{Field: http-request-method, HttpRequestMethodConfig: {Values: [PURGE]}}]
            Actions:
              - Type: fixed-response
                FixedResponseConfig: {StatusCode: 405, ContentType: text/plain, MessageBody: "no"}
            """);

    assertThat(problems.all()).isEmpty();
    assertThat(redirect.actions().routing())
        .isEqualTo(new RuleAction.Redirect("HTTPS", "#{host}", "443", "/#{path}", "#{query}", 302));
    assertThat(fixed.actions().routing())
        .isEqualTo(new RuleAction.FixedResponse(405, Optional.of("text/plain"), "no"));
  }

  @Test
  void who_signs_in_comes_first_and_its_secret_is_not_shown() {
    var listener =
        listener(
            """
            Protocol: HTTPS
            Port: 443
            DefaultActions:
              - Type: forward
                Order: 2
                TargetGroupArn: app
              - Type: authenticate-oidc
                Order: 1
                AuthenticateOidcConfig:
                  Issuer: http://localhost:9000
                  AuthorizationEndpoint: http://localhost:9000/auth
                  TokenEndpoint: http://localhost:9000/token
                  UserInfoEndpoint: http://localhost:9000/me
                  ClientId: taskdock
                  ClientSecret: hush-hush
                  OnUnauthenticatedRequest: deny
            """);

    assertThat(problems.all()).isEmpty();
    var first = listener.defaultActions().authentication().orElseThrow();
    assertThat(first).isInstanceOf(RuleAction.AuthenticateOidc.class);
    assertThat(first.toString()).doesNotContain("hush-hush");
    assertThat(listener.defaultActions().routing()).isInstanceOf(RuleAction.Forward.class);
  }

  @Test
  void a_target_group_may_say_all_there_is() {
    var balancing =
        read(
            """
            targetGroups:
              app:
                Protocol: HTTPS
                ProtocolVersion: HTTP2
                Port: 8443
                TargetType: ip
                HealthCheckProtocol: HTTPS
                HealthCheckPort: 9000
                HealthCheckPath: /health
                HealthCheckIntervalSeconds: 10
                HealthCheckTimeoutSeconds: 3
                HealthyThresholdCount: 3
                UnhealthyThresholdCount: 4
                Matcher: {HttpCode: "200-299,404"}
                TargetGroupAttributes:
                  - {Key: deregistration_delay.timeout_seconds, Value: "5"}
                  - {Key: load_balancing.algorithm.type, Value: least_outstanding_requests}
                  - {Key: stickiness.enabled, Value: "true"}
                  - {Key: stickiness.type, Value: app_cookie}
                  - {Key: stickiness.app_cookie.cookie_name, Value: SID}
            """);

    assertThat(problems.all()).isEmpty();
    var group = balancing.targetGroups().getFirst();
    assertThat(group.tls()).isTrue();
    assertThat(group.version()).isEqualTo(ProtocolVersion.HTTP2);
    var check = group.healthCheck();
    assertThat(check.port()).hasValue(9000);
    assertThat(check.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(check.healthyThreshold()).isEqualTo(3);
    assertThat(check.unhealthyThreshold()).isEqualTo(4);
    assertThat(check.matcher())
        .isEqualTo(StatusMatcher.parse("200-299,404", 200, 499).orElseThrow());
    var attributes = group.attributes();
    assertThat(attributes.deregistrationDelay()).isEqualTo(Duration.ofSeconds(5));
    assertThat(attributes.algorithm()).isEqualTo(Algorithm.LEAST_OUTSTANDING_REQUESTS);
    assertThat(attributes.stickiness())
        .contains(new Stickiness.AppCookie("SID", Duration.ofDays(1)));
  }

  @Test
  void attributes_of_a_load_balancer_are_a_list_or_an_object() {
    var balancing =
        read(
            """
            loadBalancers:
              a:
                Listeners: [{Protocol: HTTP, Port: 80, DefaultActions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: 404}}]}]
                LoadBalancerAttributes: {idle_timeout.timeout_seconds: 5, access_logs.s3.enabled: true}
              b:
                Listeners: [{Protocol: HTTP, Port: 81, DefaultActions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: 404}}]}]
                LoadBalancerAttributes:
                  - {Key: routing.http.desync_mitigation_mode, Value: strictest}
                  - {Key: routing.http.xff_header_processing.mode, Value: remove}
            """);

    assertThat(problems.all()).isEmpty();
    var first = balancing.loadBalancers().getFirst().attributes();
    var second = balancing.loadBalancers().getLast().attributes();
    assertThat(first.idleTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(first.logs().access()).isTrue();
    assertThat(second.desyncMitigation()).isEqualTo(DesyncMitigation.STRICTEST);
    assertThat(second.headers().forwardedFor()).isEqualTo(ForwardedFor.REMOVE);
  }

  @Test
  void a_service_says_what_create_service_says() {
    var overlay =
        overlay(
            """
            targetGroups:
              app: {Port: 80, TargetGroupAttributes: {deregistration_delay.timeout_seconds: 7}}
              other: {Port: 80}
            services:
              - serviceName: web
                taskDefinition: ./taskdef.json
                desiredCount: 3
                healthCheckGracePeriodSeconds: 20
                networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1]}}
                deploymentConfiguration:
                  strategy: LINEAR
                  minimumHealthyPercent: 50
                  bakeTimeInMinutes: 1
                  linearConfiguration: {stepPercent: 25, stepBakeTimeInMinutes: 2}
                  deploymentCircuitBreaker: {enable: true, rollback: true}
                loadBalancers:
                  - targetGroupArn: app
                    containerName: web
                    containerPort: 80
                    advancedConfiguration: {alternateTargetGroupArn: other}
            """);
    var definition = Fixtures.task("web", Fixtures.container("web").port(80));

    var declared = overlay.services().getFirst();
    var service = declared.with(definition, overlay.loadBalancing(), problems).orElseThrow();

    assertThat(problems.all()).allMatch(d -> d.severity() == Severity.NOTE);
    assertThat(service.name()).isEqualTo(new ServiceName("web"));
    assertThat(service.desiredCount()).isEqualTo(3);
    assertThat(service.healthCheckGracePeriod()).isEqualTo(Duration.ofSeconds(20));
    assertThat(service.deployment().strategy())
        .isEqualTo(new DeploymentStrategy.Linear(25, Duration.ofMinutes(2), Duration.ofMinutes(1)));
    assertThat(service.deployment().minimumHealthyPercent()).isEqualTo(50);
    assertThat(service.deployment().circuitBreaker().rollback()).isTrue();
    assertThat(service.revision().loadBalancers())
        .singleElement()
        .matches(a -> a.port() == 80 && a.deregistrationDelay().equals(Duration.ofSeconds(7)));
  }

  @Test
  void a_service_stands_in_a_file_of_its_own_too() {
    var source =
        new Source(
            "service.json",
            """
            {"cluster": "prod", "serviceName": "web", "taskDefinition": "web:3", "desiredCount": 2}
            """);

    var service = Services.read(source, problems).orElseThrow();

    assertThat(problems.all()).allMatch(d -> d.severity() == Severity.NOTE);
    assertThat(service.taskDefinition()).isEqualTo("web:3");
    assertThat(service.deployment()).isEqualTo(DeploymentConfiguration.DEFAULT);
  }

  private Listener listener(String text) {
    var balancing =
        read(
            "loadBalancers:\n  web:\n    Listeners:\n      -\n"
                + text.indent(8)
                + "targetGroups: {app: {Port: 80}, other: {Port: 80}}\n");
    return balancing.loadBalancers().getFirst().listeners().getFirst();
  }

  private ListenerRule rule(String text) {
    return listener(
            "Protocol: HTTP\nPort: 80\nDefaultActions: [{Type: forward, TargetGroupArn: app}]\n"
                + "Rules:\n  -\n"
                + text.indent(4))
        .rules()
        .getFirst();
  }

  /// Without what stands for certificates: that is read from files.
  private LoadBalancing read(String text) {
    var findings = new Findings(problems);
    var balancing =
        YamlReader.read(new Source("taskdock.yaml", text), problems)
            .flatMap(root -> Fields.ofRoot(root, findings))
            .map(LoadBalancing::of)
            .orElseThrow();
    findings.tellRepeated();
    return balancing;
  }

  private Overlay overlay(String text) {
    return Overlay.read(new Source("taskdock.yaml", text), Path.of("."), problems);
  }
}
