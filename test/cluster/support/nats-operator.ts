import { createOperator, createAccount, createUser, type KeyPair } from '@nats-io/nkeys';

/** What a user may publish and subscribe to. */
export interface NatsSubjects {
  readonly pub: readonly string[];
  readonly sub: readonly string[];
}

const unlimited = { subs: -1, data: -1, payload: -1 };

/** Who signs accounts and users of brokers, as the tool nsc does: one account, and users with permissions and an end. */
export class NatsOperator {
  private readonly operator = createOperator();
  private readonly account = createAccount();

  /** What a broker is configured with. */
  get configuration(): string {
    const id = this.account.getPublicKey();
    const limits = { ...unlimited, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
    const operator = sign(this.operator, this.operator.getPublicKey(), { type: 'operator' });
    const account = sign(this.operator, id, { type: 'account', limits, default_permissions: {} });
    return `operator: ${operator}\nresolver: MEMORY\nresolver_preload: { ${id}: ${account} }\n`;
  }

  /** The text of a .creds file, which ends at that time in seconds since 1970. */
  credentials({ pub, sub }: NatsSubjects, endsAtSeconds: number): string {
    const user = createUser();
    const claims = { type: 'user', ...unlimited, pub: { allow: pub }, sub: { allow: sub } };
    const token = sign(this.account, user.getPublicKey(), claims, Math.floor(endsAtSeconds));
    const seed = new TextDecoder().decode(user.getSeed());
    return [block('NATS USER JWT', token), block('USER NKEY SEED', seed)].join('\n');
  }
}

function block(name: string, text: string): string {
  return `-----BEGIN ${name}-----\n${text}\n------END ${name}------\n`;
}

/** A JSON Web Token in the form that nats-server reads. */
function sign(issuer: KeyPair, subject: string, claims: object, endsAtSeconds?: number): string {
  const base64 = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url');
  const body = {
    jti: base64(subject).toUpperCase(),
    iat: Math.floor(Date.now() / 1000) - 3600,
    iss: issuer.getPublicKey(),
    sub: subject,
    ...(endsAtSeconds !== undefined && { exp: endsAtSeconds }),
    nats: { version: 2, ...claims },
  };
  const parts = [{ typ: 'JWT', alg: 'ed25519-nkey' }, body].map((part) => base64(JSON.stringify(part)));
  const signed = parts.join('.');
  return `${signed}.${base64(issuer.sign(Buffer.from(signed)))}`;
}
