import type { JsonObject } from '../document.js';
import type { Metadata } from '../types.js';
import { isMetadata } from '../validate.js';

/** Metadata of another program's file: fields that are ours by name but not by type are left out, with a notice. */
export function peerMetadata(metadata: JsonObject, notices: string[]): Metadata {
  const entries = Object.entries(metadata).filter(([field, value]) => {
    if (isMetadata({ [field]: value })) return true;
    notices.push(`metadata.${field} is not of the type that a preset has there: it is left out.`);
    return false;
  });
  return Object.fromEntries(entries);
}
