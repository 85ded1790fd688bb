package dev.taskdock.signin;

/// Why somebody was not let in, in the words of the access log.
///
/// Source: the guide to access logs, "error reason codes"; the two about the nonce are in AWS's
/// knowledge center.
enum Reason {
  AuthInvalidAWSALBAuthNonce,
  AuthInvalidCookie,
  AuthInvalidGrantError,
  AuthInvalidIdToken,
  AuthInvalidStateParam,
  AuthInvalidTokenResponse,
  AuthInvalidUserinfoResponse,
  AuthMissingAWSALBAuthNonce,
  AuthMissingCodeParam,
  AuthMissingHostHeader,
  AuthMissingStateParam,
  AuthTokenEpRequestFailed,
  AuthTokenEpRequestTimeout,
  AuthUnhandledException,
  AuthUserinfoEpRequestFailed,
  AuthUserinfoEpRequestTimeout,
  AuthUserinfoResponseSizeExceeded,
  JWKSRequestFailed,
  JWKSRequestTimeout,
  JWKSResponseInvalid,
  JWKSResponseSizeExceeded,
  JWTClaimFormatInvalid,
  JWTClaimNotPresent,
  JWTClaimValueInvalid,
  JWTHeaderNotPresent,
  JWTRequestFormatInvalid,
  JWTSignatureValidationError,
  JWTValidationInternalError
}
