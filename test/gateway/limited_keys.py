"""Keys with limits of their own, which LiteLLM otherwise keeps in a database. Loaded by the proxy as `custom_auth`."""

from litellm.proxy._types import UserAPIKeyAuth

LIMITS = {"sk-unlimited": {}, "sk-one-a-minute": {"rpm_limit": 1}}


async def authenticate(request, api_key):
    return UserAPIKeyAuth(api_key=api_key, **LIMITS[api_key])
