"""The sign-in page, with the ways in that this installation has."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView

from documents import mail


class SignIn(LoginView):
    """Name and password; beside them what else there is."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether one may sign up, reset a password by mail, or sign in with a provider."""
        ways = {
            "may_sign_up": settings.SIGN_UP,
            "may_reset": mail.is_on(),
            "provider": settings.OIDC_NAME,
        }
        return super().get_context_data(**kwargs) | ways
