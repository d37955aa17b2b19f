/**
 * The certificate that viewers see, and its key, as texts in PEM form.
 *
 * @publicApi
 */
export interface DtlsCertificatePem {
  /** The private key, P-256 or RSA, without a passphrase. */
  readonly key: string;
  /** The certificate. */
  readonly certificate: string;
}

/**
 * Path of a file with both in PEM form, which is written where it is not there, or the texts.
 *
 * @publicApi
 */
export type DtlsCertificateSetting = string | DtlsCertificatePem;

/** Whether a value has the form of the option; what it holds is known when it is read. */
export function isDtlsCertificateSetting(value: unknown): value is DtlsCertificateSetting {
  if (typeof value === 'string') return value.trim() !== '';
  const { key, certificate } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof key === 'string' && typeof certificate === 'string';
}
