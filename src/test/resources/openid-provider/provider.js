// An OpenID provider that lets in whoever has a name: its own login pages, one client, one API.
// ORIGIN, CALLBACK, CERTIFICATE, KEY come in the environment; "ready" is said on stdout.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import Provider from "oidc-provider";

const { ORIGIN, CALLBACK, CERTIFICATE, KEY } = process.env;

const provider = new Provider(ORIGIN, {
  clients: [
    {
      client_id: "app",
      client_secret: "hush/hush+",
      redirect_uris: [CALLBACK],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    },
    {
      client_id: "machine",
      client_secret: "hush",
      redirect_uris: [],
      grant_types: ["client_credentials"],
      response_types: [],
    },
  ],
  claims: { openid: ["sub"], email: ["email"] },
  cookies: { keys: ["of no value"] },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: "read write",
        audience: "urn:api",
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.test` }),
  }),
  issueRefreshToken: () => true,
  pkce: { required: () => false },
  ttl: { AccessToken: 2, RefreshToken: 600, IdToken: 600, Grant: 600, Session: 600, Interaction: 600 },
});

const address = new URL(ORIGIN);
createServer({ cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) }, provider.callback()).listen(
  Number(address.port),
  address.hostname,
  () => console.log("ready"),
);
