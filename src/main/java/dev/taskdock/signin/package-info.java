/// Who is there: the actions `authenticate-oidc` and `jwt-validation`.
///
/// A [dev.taskdock.signin.Porter] is the gatekeeper of listeners whose rules ask. Nothing about a
/// person is kept here: who has signed in carries a [dev.taskdock.signin.Session] in sealed cookies
/// ([dev.taskdock.signin.SessionCookies]), and who is about to, a [dev.taskdock.signin.LoginState]
/// through the provider and back.
///
/// ```
/// no session     302 to the provider, with a state and a nonce cookie
/// back again     state, nonce and code hold → token endpoint → user info → cookies, 302 to where
///                it began
/// a session      on to the target, with x-amzn-oidc-accesstoken, -identity and -data
/// token ended    the same, after the refresh token was used
/// ```
///
/// What is decided is apart from what is asked: sessions, states and tokens
/// ([dev.taskdock.signin.BearerToken]) are judged without a socket; [dev.taskdock.signin.Provider]
/// alone speaks to others, and has five seconds for it.
///
/// Departing from AWS: `signer` names a load balancer that has an id of zeros, and the key that
/// signs `x-amzn-oidc-data` is at `/oauth2/public-keys/KID` of the listener, and in a file, since
/// AWS's host is not ours. An ID token is believed as it comes from the token endpoint, which is
/// where its rule says it is; AWS's rules name no keys for it either. How the provider is shown the
/// client's secret is not written anywhere; here it is HTTP Basic, OpenID's default.
///
/// Nimbus reads and checks JWTs and key sets. The package is loaded where a rule asks who is there,
/// nowhere else.
@org.jspecify.annotations.NullMarked
package dev.taskdock.signin;
