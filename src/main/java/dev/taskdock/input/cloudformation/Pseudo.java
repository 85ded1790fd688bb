package dev.taskdock.input.cloudformation;

import dev.taskdock.input.declared.Stable;
import java.util.List;
import java.util.Optional;

/// Where the stacks believe they are: what the pseudo parameters give.
///
/// @param region as in `eu-central-1`
/// @param account twelve digits
public record Pseudo(String region, String account) {
  static final String NO_VALUE = "AWS::NoValue";
  static final List<String> NAMES =
      List.of(
          "AWS::AccountId",
          "AWS::NotificationARNs",
          NO_VALUE,
          "AWS::Partition",
          "AWS::Region",
          "AWS::StackId",
          "AWS::StackName",
          "AWS::URLSuffix");

  /// The value of the pseudo parameter `name` in `stack`; empty where there is none of that name.
  Optional<String> value(String name, String stack) {
    return switch (name) {
      case "AWS::AccountId" -> Optional.of(account);
      case "AWS::Partition" -> Optional.of(partition());
      case "AWS::Region" -> Optional.of(region);
      case "AWS::StackId" -> Optional.of(stackId(stack));
      case "AWS::StackName" -> Optional.of(stack);
      case "AWS::URLSuffix" -> Optional.of(suffix());
      case "AWS::NotificationARNs" -> Optional.of("");
      default -> Optional.empty();
    };
  }

  String partition() {
    if (region.startsWith("cn-")) {
      return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }

  String suffix() {
    return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  }

  /// An ARN of this region and account.
  String arn(String service, String resource) {
    return String.join(":", "arn", partition(), service, region, account, resource);
  }

  /// An ARN of this account, as IAM has them.
  String globalArn(String service, String resource) {
    return String.join(":", "arn", partition(), service, "", account, resource);
  }

  private String stackId(String stack) {
    var id = Stable.hex(stack, 32);
    var uuid =
        String.join(
            "-",
            id.substring(0, 8),
            id.substring(8, 12),
            id.substring(12, 16),
            id.substring(16, 20),
            id.substring(20));
    return arn("cloudformation", "stack/" + stack + "/" + uuid);
  }
}
