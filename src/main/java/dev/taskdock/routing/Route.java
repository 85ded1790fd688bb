package dev.taskdock.routing;

import dev.taskdock.model.RuleAction;
import java.util.List;

/// What is to be done with a request.
public sealed interface Route {
  /// What the access log calls the default rule.
  int DEFAULT_RULE = 0;

  /// The priority of the rule that applies, [#DEFAULT_RULE] where none does.
  int priority();

  /// On to a target of one of `shares`, changed as `rewritten` says.
  record Forward(int priority, Shares shares, Rewritten rewritten) implements Route {}

  /// Sent elsewhere, with 301 or 302.
  record RedirectTo(int priority, int status, String location) implements Route {}

  /// Answered by the load balancer itself.
  record Answer(int priority, RuleAction.FixedResponse response) implements Route {}

  /// `then`, for who has signed in with `provider`.
  record Authenticate(int priority, RuleAction.AuthenticateOidc provider, Route then)
      implements Route {}

  /// `then`, for who shows a token that holds.
  record Validate(int priority, RuleAction.JwtValidation token, Route then) implements Route {}

  /// One of the load balancer's own pages on a listener whose rules let people sign in: where
  /// providers send them back to, and where targets fetch the key.
  ///
  /// @param priority of the first of those rules
  record SignInPage(int priority, List<RuleAction.AuthenticateOidc> providers) implements Route {
    public SignInPage {
      providers = List.copyOf(providers);
    }

    /// Where a provider sends people back to.
    ///
    /// Source: the guide to authentication, "redirect URLs".
    public static final String CALLBACK = "/oauth2/idpresponse";

    /// Where the public key is, by its id; AWS has it at a host of its own.
    public static final String KEYS = "/oauth2/public-keys/";
  }

  /// Refused, since what the rule asks for cannot be done with this request.
  ///
  /// @param status 500 where a rewrite made no request of it, 507 where a redirect is too long
  /// @param why for who reads the log of taskdock
  record Failed(int priority, int status, Rewritten rewritten, String why) implements Route {}
}
