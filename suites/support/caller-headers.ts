/**
 * The headers of a caller with all documented members, so that a deviation is neither hidden by, nor blamed on, a member
 * that is optional in the documentation and required by a client.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
 */

/** The client context that the mobile SDK sends, with a different value for each member. */
export const CLIENT_CONTEXT = {
  client: {
    installation_id: 'installation-1',
    app_title: 'Orders of today',
    app_version_name: 'version 2.3',
    app_version_code: '203',
    app_package_name: 'com.example.orders',
  },
  custom: { basket: 'basket-7', shop: 'shop-3' },
  env: {
    platform_version: '14.2',
    platform: 'platform-a',
    make: 'make-b',
    model: 'model-c',
    locale: 'de-AT',
  },
  services: { mobile_analytics: { app_id: 'analytics-9' } },
} as const;

/** A Cognito identity with both members. */
export const COGNITO_IDENTITY = {
  cognitoIdentityId: 'eu-central-1:11111111-2222-4333-8444-555555555555',
  cognitoIdentityPoolId: 'eu-central-1:66666666-7777-4888-8999-000000000000',
} as const;

/** The complete client context as a header, with these custom members. */
export function clientContextWith(custom: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...CLIENT_CONTEXT, custom });
}
