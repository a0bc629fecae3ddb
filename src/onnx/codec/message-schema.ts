/** `value`: read it. `payload`: read it when small, else only note where it lies. An object: a message. */
export type FieldSchema = 'value' | 'payload' | MessageSchema;

/** Fields by number. What is not listed is kept verbatim. */
export interface MessageSchema {
  readonly [field: number]: FieldSchema;
}
