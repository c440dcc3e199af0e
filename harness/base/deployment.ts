/**
 * A function as Lambda would have deployed it: all that a runtime can see of it has Lambda's form, and the seed chooses the rest, so
 * that no runtime can tell a test from production or one test from the next.
 */
import { hex, seededRandom, type Random } from './random.ts';

/** What identifies a function. */
export interface DeployedFunction {
  readonly functionName: string;
  readonly region: string;
  readonly accountId: string;
}

export interface Deployment extends DeployedFunction {
  readonly memoryMb: number;
  readonly logStream: string;
  /** In the form of temporary credentials of a role; they open nothing. */
  readonly credentials: Readonly<Record<'accessKeyId' | 'secretAccessKey' | 'sessionToken', string>>;
}

const subjects = ['orders', 'invoices', 'thumbnails', 'search', 'sessions', 'payments', 'reports', 'mail'];
const tasks = ['api', 'worker', 'handler', 'import', 'export', 'sync', 'processor', 'events'];
const stages = ['', '', '-dev', '-test', '-prod'];
const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-northeast-1', 'ap-southeast-2'];

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** The alphabet of an access key id. */
const BASE32 = `${UPPER}234567`;
const DIGITS = '0123456789';
const BASE64 = `${UPPER}${UPPER.toLowerCase()}${DIGITS}+/`;

/** The start of every session token: "origin_ec" and more, in base64. */
const TOKEN_START = 'IQoJb3JpZ2luX2VjE';
const TOKEN_LENGTH = 700;

/** A deployment; takes one number of `random`. */
export function deploymentOf(random: Random, now: Date = new Date()): Deployment {
  const own = seededRandom(random() * 2 ** 32);
  const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    functionName: `${oneOf(own, subjects)}-${oneOf(own, tasks)}${oneOf(own, stages)}`,
    region: oneOf(own, regions),
    accountId: `${1 + Math.floor(own() * 9)}${characters(own, DIGITS, 11)}`,
    memoryMb: 128 * (1 + Math.floor(own() * 24)),
    logStream: `${day}/[$LATEST]${hex(own, 32)}`,
    credentials: {
      accessKeyId: `ASIA${characters(own, BASE32, 16)}`,
      secretAccessKey: characters(own, BASE64, 40),
      sessionToken: TOKEN_START + characters(own, BASE64, TOKEN_LENGTH),
    },
  };
}

/** The ARN by which the function is invoked. */
export function arnOf({ functionName, region, accountId }: DeployedFunction): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
}

function oneOf(random: Random, list: readonly string[]): string {
  return list[Math.floor(random() * list.length)] ?? '';
}

function characters(random: Random, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}
